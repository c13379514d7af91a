import { spawn } from 'node:child_process'
import process from 'node:process'

export interface CommandResult {
  /** Exit status; null if the program could not be started or was ended by a signal. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The program is ended after this time. */
  readonly timeoutMilliseconds?: number
}

/** Runs a program without a shell. A missing program gives a result, not an exception. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Unlike the option `timeout`, this does not keep the process alive after the program has ended or failed to start.
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

/** The first of `commands` that exits with status 0 for `args`; null if none does. */
export async function findCommand(commands: readonly string[], args: readonly string[]): Promise<string | null> {
  for (const command of commands) {
    const { status } = await runCommand(command, args, { timeoutMilliseconds: 20_000 })
    if (status === 0) return command
  }
  return null
}

/** Last lines of a program's output, for a message. */
export function lastLines({ stdout, stderr }: CommandResult, count = 8): string {
  return (stderr.trim() || stdout.trim()).split('\n').slice(-count).join('\n')
}
