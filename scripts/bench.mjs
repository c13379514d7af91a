import { build, install, pnpm, requireNode, StepError } from './bootstrap.mjs'

/** `npm run bench -- em [--quick]`: side-by-side runs against peers; see benchmarks/README.md. */

try {
  requireNode()
  await install()
  await build('@mixtura/benchmarks')
  process.exitCode = await pnpm(['--filter', '@mixtura/benchmarks', 'run', 'bench', ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
