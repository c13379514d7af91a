import { join } from 'node:path'
import { build, install, requireNode, root, run, runProgram } from './bootstrap.mjs'
import { findElectron } from './electronBinary.mjs'

/**
 * `npm start`: installs, builds and opens Mixtura Studio; arguments go to it (`npm start -- data.csv`).
 * In Electron where its binary can be had, otherwise in the browser.
 */

const studio = join(root, 'apps', 'desktop')
/** An Electron that ends sooner, and not well, never came up. */
const startingMilliseconds = 5000
/** Options of the web host, which Electron does not have. */
const webOptions = /^--(?:no-open|port|state-folder|memory-limit|families)(?:=|$)/

async function start(args) {
  requireNode()
  await install()
  await build('@mixtura/studio')
  // A relative path is meant from where npm was called.
  const options = { cwd: process.env.INIT_CWD ?? root }
  const webOption = args.find(arg => webOptions.test(arg))
  const electron = webOption ? { missing: `${webOption} is an option of it` } : await findElectron()
  if ('path' in electron) {
    const startedAt = Date.now()
    // The engine runs on this Node, not on Electron's.
    const env = { ...process.env, MIXTURA_NODE: process.env.MIXTURA_NODE ?? process.execPath }
    const status = await run(electron.path, [studio, ...args], { ...options, env })
    if (status === 0 || Date.now() - startedAt > startingMilliseconds) return status
    electron.missing = `Electron ended with ${status} at its start`
  }
  console.log(`Studio runs in the browser: ${electron.missing}.`)
  return run(process.execPath, [join(studio, 'dist', 'web', 'main.js'), ...args], options)
}

// Ctrl-C reaches Studio as well, which closes in its own time; its status ends this program.
process.on('SIGINT', () => undefined)

await runProgram(() => start(process.argv.slice(2)))
