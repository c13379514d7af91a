import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, run } from './bootstrap.mjs'

/** Where pnpm links the package; it carries no binary until its own installer has fetched one. */
const electronFolder = join(root, 'apps', 'desktop', 'node_modules', 'electron')
const failurePath = join(root, 'node_modules', '.cache', 'mixtura', 'electron-missing')
/** A download of some 100 MB on a slow line, milliseconds. */
const patience = 180_000

/**
 * Electron's binary, fetched by its own installer when that has not been tried for this version.
 *
 * @returns {Promise<{ path: string } | { missing: string }>} `missing` completes a sentence for the terminal
 */
export async function findElectron(environment = process.env, platform = process.platform) {
  if (environment.MIXTURA_HOST === 'web') return { missing: 'MIXTURA_HOST=web asks for the browser' }
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { missing: 'there is no display' }
  const installed = installedBinary(environment)
  if (installed) return { path: installed }
  if (environment.CI) return { missing: "Electron's binary is not installed, and CI does not fetch it" }
  const version = electronVersion()
  if (!version) return { missing: 'the electron package is not installed' }
  if (read(failurePath) === version) {
    return { missing: `Electron's binary could not be fetched (delete ${failurePath} to try again)` }
  }
  console.log("Fetching Electron's binary (once) …")
  const status = await run(process.execPath, [join(electronFolder, 'install.js')], { stdio: 'ignore', timeout: patience })
  const fetched = installedBinary(environment)
  if (status === 0 && fetched) return { path: fetched }
  mkdirSync(dirname(failurePath), { recursive: true })
  writeFileSync(failurePath, version)
  return { missing: "Electron's binary could not be fetched" }
}

function installedBinary(environment) {
  const name = read(join(electronFolder, 'path.txt'))
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH
  const path = override ? join(override, name ?? defaultName()) : name && join(electronFolder, 'dist', name)
  return path && existsSync(path) ? path : null
}

function defaultName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

function electronVersion() {
  const manifest = read(join(electronFolder, 'package.json'))
  return manifest && JSON.parse(manifest).version
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
