import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmProgram, pnpm, root, run, StepError } from '../../../scripts/bootstrap.mjs'
import { fetchNode } from '../../../scripts/fetchNode.mjs'
import { enginePackages } from './builderConfig.ts'

const desktop = fileURLToPath(new URL('..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
/** The Node that runs the engine of a release. */
const nodeMajor = 22

/** The version of a package in the catalog of the workspace. */
export function catalogVersion(name) {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const found = catalog.split('\n').map(line => /^ {2}'?([^':]+)'?: (\S+)$/.exec(line)).find(match => match?.[1] === name)
  if (!found) throw new StepError(`The catalog in pnpm-workspace.yaml must name ${name}.`)
  return found[2]
}

/** Packs the packages of the workspace that the engine uses. @returns {Promise<string>} the folder of the tarballs. */
export async function packWorkspace() {
  const folder = join(here, 'stage', 'tarballs')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const filters = enginePackages.workspace.flatMap(name => ['--filter', `./packages/${name}`])
  const status = await pnpm(['-r', '--reporter=silent', ...filters, 'pack', '--pack-destination', folder])
  if (status !== 0) throw new StepError(`The packages were not packed (pnpm ended with ${status}).`)
  return folder
}

/**
 * Lays out what a release for one system holds: `app` for the archive, `engine` with its packages for that system, and `node`.
 *
 * @param {{ platform: string, arch: string, tarballs: string }} target
 * @returns {Promise<string>} the folder.
 */
export async function stageFor({ platform, arch, tarballs }) {
  const stage = join(here, 'stage', `${platform}-${arch}`)
  rmSync(stage, { recursive: true, force: true })
  const { version, description, license } = JSON.parse(readFileSync(join(desktop, 'package.json'), 'utf8'))
  for (const part of ['main', 'preload', 'renderer']) cpSync(join(desktop, 'dist', part), join(stage, 'app', 'dist', part), { recursive: true })
  writeJson(join(stage, 'app', 'package.json'), { name: 'mixtura-studio', productName: 'Mixtura Studio', version, description, license, type: 'module', main: 'dist/main/main.js' })

  cpSync(join(desktop, 'dist', 'engine'), join(stage, 'engine', 'dist', 'engine'), { recursive: true })
  const packed = readdirSync(tarballs).map(file => [`@mixtura/${/^mixtura-([a-z]+)-/.exec(file)[1]}`, `file:${join(tarballs, file)}`])
  const dependencies = { ...Object.fromEntries(packed), ...Object.fromEntries(enginePackages.registry.map(name => [name, catalogVersion(name)])) }
  writeJson(join(stage, 'engine', 'package.json'), { name: 'mixtura-engine', private: true, version, type: 'module', dependencies })
  const [command, ...first] = npmProgram('npm')
  const flags = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--package-lock=false', `--os=${platform}`, `--cpu=${arch}`, ...(platform === 'linux' ? ['--libc=glibc'] : [])]
  const status = await run(command, [...first, ...flags], { cwd: join(stage, 'engine') })
  if (status !== 0) throw new StepError(`The packages of the engine were not installed for ${platform}-${arch} (npm ended with ${status}).`)
  keepBinariesOf(stage, { platform, arch })

  const fetched = await fetchNode(nodeMajor, { platform, arch })
  if ('problem' in fetched) throw new StepError(`There is no Node for ${platform}-${arch}: ${fetched.problem}.`)
  const name = platform === 'win32' ? 'node.exe' : 'node'
  mkdirSync(join(stage, 'node'), { recursive: true })
  cpSync(fetched.node, join(stage, 'node', name))
  return stage
}

/** The package webgpu has the binaries of all systems; a release needs those of its own. */
function keepBinariesOf(stage, { platform, arch }) {
  const dist = join(stage, 'engine', 'node_modules', 'webgpu', 'dist')
  if (!existsSync(dist)) return
  const own = platform === 'darwin' ? 'darwin-universal' : `${platform}-${arch}`
  for (const entry of readdirSync(dist, { withFileTypes: true })) if (entry.isDirectory() && entry.name !== own) rmSync(join(dist, entry.name), { recursive: true })
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}
