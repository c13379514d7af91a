import { build, install, pnpm, requireNode, StepError } from './bootstrap.mjs'

/**
 * `npm run bench -- em [--quick]`: side-by-side runs against peers; `npm run figures`: what they measured, into the READMEs. Both
 * are scripts of the package of benchmarks, whose README tells more.
 */

try {
  requireNode()
  await install()
  await build('@mixtura/benchmarks')
  process.exitCode = await pnpm(['--filter', '@mixtura/benchmarks', 'run', ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
