import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the scripts of the root share: from a fresh checkout to built packages, with Node and a registry. */

export const root = fileURLToPath(new URL('..', import.meta.url))

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const stampPath = join(root, 'node_modules', '.cache', 'mixtura', 'installed')

/** A step that failed; the message is for the terminal. */
export class StepError extends Error {}

/**
 * Runs a script to its end and sets the exit status. A failed step is told by its message alone.
 *
 * @param {() => Promise<number | void>} program answers with the exit status; nothing means 0
 */
export async function runProgram(program) {
  try {
    process.exitCode = (await program()) ?? 0
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/** Ends the program when Node is older than the packages can use. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new StepError(`Mixtura needs Node 20.19 or newer; this is ${process.versions.node}.`)
}

/** Installs the packages of the lockfile, unless they are there. */
export async function install() {
  if (isInstalled()) return
  console.log('Installing packages (once per lockfile) …')
  const status = await pnpm(['install', '--frozen-lockfile'])
  if (status !== 0) {
    throw new StepError(`The packages were not installed (pnpm ended with ${status}). Is the package registry reachable?`)
  }
  mkdirSync(dirname(stampPath), { recursive: true })
  writeFileSync(stampPath, lockfileHash())
}

/**
 * Runs tasks of the workspace.
 *
 * @param {string[]} args of `turbo run`
 * @returns {Promise<number>} the exit status
 */
export function turbo(args) {
  // Through pnpm, because turbo calls pnpm by name and a fresh machine has it in npx's cache only.
  return pnpm(['exec', 'turbo', 'run', ...args])
}

/** Builds one package and all that it stands on. */
export async function build(name) {
  const status = await turbo(['build', `--filter=${name}...`, '--output-logs=errors-only'])
  if (status !== 0) throw new StepError(`${name} was not built; the lines above say why.`)
}

/**
 * Runs the pnpm that package.json pins.
 *
 * @param {string[]} args
 * @returns {Promise<number>} the exit status
 */
export function pnpm(args) {
  const [command, ...first] = pnpmProgram()
  return run(command, [...first, ...args], { env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' } })
}

/** @returns {string[]} how to start the pnpm that package.json pins: the command and its first arguments */
export function pnpmProgram() {
  return [...npmProgram('npx'), '--yes', manifest.packageManager]
}

/**
 * Finds how to start npm or npx without a shell, because a shell would split arguments. On Windows both are batch files, which Node
 * starts by a shell alone, so Node runs their programs.
 *
 * @param {'npm' | 'npx'} name
 * @returns {string[]} the command and its first arguments
 */
export function npmProgram(name) {
  if (process.platform !== 'win32') return [name]
  const folders = [dirname(process.env.npm_execpath ?? ''), join(dirname(process.execPath), 'node_modules', 'npm', 'bin')]
  const program = folders.map(folder => join(folder, `${name}-cli.js`)).find(path => existsSync(path))
  if (program === undefined) throw new StepError(`${name} was not found. Start this by npm run, or install npm beside Node.`)
  return [process.execPath, program]
}

/** @returns {Promise<number>} the exit status */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    const terminate = () => child.kill('SIGTERM')
    process.once('SIGTERM', terminate)
    child.once('error', error => reject(new StepError(`${command} could not be started: ${error.message}`)))
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', terminate)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

/** By our own stamp; or, where pnpm was run by hand, by the time of its record. */
function isInstalled() {
  if (read(stampPath) === lockfileHash()) return true
  const record = modified(join(root, 'node_modules', '.modules.yaml'))
  return record !== null && record >= (modified(join(root, 'pnpm-lock.yaml')) ?? Infinity)
}

function lockfileHash() {
  return createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml'))).digest('hex')
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}
