import { build, install, pnpm, requireNode, StepError } from './bootstrap.mjs'

/** `npm run docs`: installs and builds the site, then serves it on this machine and prints its address. */

try {
  requireNode()
  await install()
  await build('@mixtura/docs')
  process.exitCode = await pnpm(['--filter', '@mixtura/docs', 'run', 'serve', ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
