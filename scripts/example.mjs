import { build, install, pnpm, requireNode, runProgram } from './bootstrap.mjs'

/** `npm run example:clickhouse`: a walk-through that needs more than a browser, step by step. */

await runProgram(async () => {
  requireNode()
  await install()
  await build('@mixtura/examples')
  return pnpm(['--filter', '@mixtura/examples', 'run', ...process.argv.slice(2)])
})
