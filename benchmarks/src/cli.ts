import { benchmarkEm } from './em/benchmarkEm.js'

const benchmarks: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { em: benchmarkEm }

const [name, ...args] = process.argv.slice(2)
const benchmark = benchmarks[name ?? '']
if (benchmark) {
  await benchmark(args)
} else {
  console.error(`Which benchmark? npm run bench -- ${Object.keys(benchmarks).join(' | ')}`)
  process.exitCode = 1
}
