import { modelOptions, type ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { writeReport } from '../writeReport.js'
import { benchmarkAmortizedStart } from './amortizedStart.js'
import { checkDerivatives } from './derivatives.js'
import { benchmarkDigits } from './digits.js'
import { benchmarkSinusoids } from './sinusoids.js'
import { benchmarkStructuredFamily } from './structuredFamily.js'

const parts: Readonly<Record<string, (options: ModelBenchmarkOptions) => Promise<unknown>>> = {
  hessian: checkDerivatives,
  sinusoid: benchmarkSinusoids,
  structured: benchmarkStructuredFamily,
  amortized: benchmarkAmortizedStart,
  fewshot: benchmarkDigits,
}

/** `--only hessian,sinusoid,structured,amortized,fewshot`; fewshot wants `--data path/to/mnist`, and is left out without it. */
export async function benchmarkMeta(args: readonly string[]): Promise<void> {
  const options = await modelOptions(args)
  const report: Record<string, unknown> = {}
  for (const [part, run] of Object.entries(parts)) {
    if (options.only.length > 0 && !options.only.includes(part)) continue
    if (part === 'fewshot' && options.data === null) {
      console.log('\nfewshot: left out, since --data names no folder of IDX files')
      continue
    }
    console.log(`\n${part}`)
    report[part] = await run(options)
  }
  writeReport('meta', { backend: options.backend.name, device: options.backend.device, seeds: options.seeds, quick: options.quick, ...report }, options.json)
}
