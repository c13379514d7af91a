import { modelOptions } from '../deep/modelOptions.js'
import { benchmarkClusters } from './benchmarkClusters.js'
import { benchmarkLikelihood } from './benchmarkLikelihood.js'

/** `--data DIR --only likelihood,clusters --seed 0,1,2 --quick`: benchmarks the variational autoencoder with a mixture as prior. */
export async function benchmarkVae(args: readonly string[]): Promise<void> {
  const options = await modelOptions(args)
  const isAsked = (table: string): boolean => options.only.length === 0 || options.only.includes(table)
  if (isAsked('likelihood')) await benchmarkLikelihood(options)
  if (isAsked('clusters')) await benchmarkClusters(options)
}
