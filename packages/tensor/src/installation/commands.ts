import { spawn } from 'node:child_process'
import process from 'node:process'

export interface CommandResult {
  /** Null where the program could not be started or was ended by a signal. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** After this long the program is ended. */
  readonly timeoutMilliseconds?: number
}

/** Runs a program without a shell. A program that is not there is a result, not an exception. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Unlike the option `timeout`, this one does not hold the process once the program is gone, or never came.
      signal: options.timeoutMilliseconds === undefined ? undefined : AbortSignal.timeout(options.timeoutMilliseconds),
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', error => resolve({ status: null, stdout, stderr: stderr + error.message }))
    child.once('close', status => resolve({ status, stdout, stderr }))
  })
}

/** The first of `commands` that answers `args` with status 0; null if none does. */
export async function findCommand(commands: readonly string[], args: readonly string[]): Promise<string | null> {
  for (const command of commands) {
    const { status } = await runCommand(command, args, { timeoutMilliseconds: 20_000 })
    if (status === 0) return command
  }
  return null
}

/** The end of what a program wrote, for a message. */
export function lastLines({ stdout, stderr }: CommandResult, count = 8): string {
  return (stderr.trim() || stdout.trim()).split('\n').slice(-count).join('\n')
}
