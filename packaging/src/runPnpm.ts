import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { npmProgram } from '../../scripts/bootstrap.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { packageManager: string }

/** Outcome of a process. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  /** Both streams. */
  readonly output: string
}

export function runProcess(command: string, args: readonly string[], options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }): Promise<Ended> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let [stdout, output] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', status => resolve({ status, stdout, output }))
  })
}

/** Runs the pnpm that package.json pins. */
export function runPnpm(args: readonly string[], cwd: string = root): Promise<Ended> {
  const [command, ...first] = npmProgram('npx')
  return runProcess(command!, [...first, '--yes', packageManager, ...args], { cwd })
}
