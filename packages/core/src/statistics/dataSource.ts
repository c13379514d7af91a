import { InvalidOptionError, type Samples } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import { samplesSource } from './samplesSource.js'
import { isSource, type StatisticsSource } from './statisticsSource.js'

/** The options of a fit that its data source reads. */
export interface RowOptions {
  readonly sampleWeights?: ArrayLike<number>
  readonly missing?: 'error' | 'marginalize'
  readonly labelPriors?: Samples
  readonly noiseCovariances?: Samples
  readonly kernels?: KernelName
  readonly threads?: number
}

/**
 * The source of a fit's statistics: samples in memory with the options of their rows, or a given source unchanged.
 *
 * @throws {InvalidOptionError} for options of rows together with a source, or of missing cells together with noise.
 */
export async function dataSource(data: Samples | StatisticsSource, options: RowOptions): Promise<StatisticsSource> {
  const { sampleWeights, missing, labelPriors, noiseCovariances, kernels, threads } = options
  if (isSource(data)) {
    const given = (['sampleWeights', 'missing', 'labelPriors', 'noiseCovariances'] as const).find(name => options[name] !== undefined)
    if (given) {
      throw new InvalidOptionError(given, 'left to the source', 'given beside a source', `Build the source with it, or pass samples.`)
    }
    return data
  }
  const knowledge = { weights: sampleWeights, labelPriors }
  if (!noiseCovariances) return samplesSource(data, { ...knowledge, missing, kernels, threads })
  if (missing === 'marginalize') {
    throw new InvalidOptionError(
      'missing',
      "'error' beside noiseCovariances",
      missing,
      'Give a missing cell a very large variance instead.',
    )
  }
  const { noisyRowsSource } = await import('./noisyRowsSource.js')
  return noisyRowsSource(data, noiseCovariances, knowledge)
}
