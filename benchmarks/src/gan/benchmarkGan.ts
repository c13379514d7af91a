import { modelOptions } from '../deep/modelOptions.js'
import { benchmarkModes, modeParts } from './benchmarkModes.js'
import { benchmarkStackedDigits } from './benchmarkStackedDigits.js'

/**
 * Options: `--only ring,grid,stacked` for some of the sets, `--only mixture,plain,…` for some of the designs, `--seed 0,1,2`,
 * `--quick`. Stacked MNIST needs `--data DIR`, accepts `--steps N`, and runs only the first seed by default.
 */
export async function benchmarkGan(args: readonly string[]): Promise<void> {
  const stepsAt = args.indexOf('--steps')
  const steps = stepsAt < 0 ? 5000 : Number(args[stepsAt + 1])
  const options = await modelOptions(stepsAt < 0 ? args : args.toSpliced(stepsAt, 2))
  const { only, data } = options
  const sets = ['ring', 'grid', 'stacked'].filter(set => only.includes(set))
  if (sets.length === 0 || sets.some(set => modeParts.includes(set))) await benchmarkModes(options)
  if (sets.includes('stacked') || (sets.length === 0 && data !== null)) {
    await benchmarkStackedDigits(args.includes('--seed') ? options : { ...options, seeds: [0] }, steps)
  } else if (sets.length === 0) {
    console.log('stacked MNIST left out: name the folder of the IDX files, --data path/to/mnist')
  }
}
