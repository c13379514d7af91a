import { build, install, pnpm, requireNode, runProgram } from './bootstrap.mjs'

/** `npm run docs`: installs and builds the site, then serves it on this machine and prints its address. */

await runProgram(async () => {
  requireNode()
  await install()
  await build('@mixtura/docs')
  return pnpm(['--filter', '@mixtura/docs', 'run', 'serve', ...process.argv.slice(2)])
})
