import { build, install, pnpm, requireNode, runProgram } from './bootstrap.mjs'

/**
 * `npm run bench -- em [--quick]`: side-by-side runs against peers; `npm run figures`: what they measured, into the READMEs. Both
 * are scripts of the package of benchmarks, whose README tells more.
 */

await runProgram(async () => {
  requireNode()
  await install()
  await build('@mixtura/benchmarks')
  return pnpm(['--filter', '@mixtura/benchmarks', 'run', ...process.argv.slice(2)])
})
