import { modelOptions, type ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { readReport, writeReport } from '../report.js'
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

/** `--only hessian,sinusoid,structured,amortized,fewshot`; fewshot needs `--data path/to/mnist` and is skipped without it. */
export async function benchmarkMeta(args: readonly string[]): Promise<void> {
  const options = await modelOptions(args)
  const { backend, seeds, quick, json } = options
  // Keeps the parts of earlier calls that this call does not repeat.
  const report = readReport<Record<string, unknown>>('meta', json) ?? {}
  for (const [part, run] of Object.entries(parts)) {
    if (options.only.length > 0 && !options.only.includes(part)) continue
    if (part === 'fewshot' && options.data === null) {
      console.log('\nfewshot: left out, since --data names no folder of IDX files')
      continue
    }
    console.log(`\n${part}`)
    report[part] = { backend: backend.name, device: backend.device, seeds, quick, result: await run(options) }
    writeReport('meta', report, json)
  }
}
