import { spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/mixtura.mjs', import.meta.url))
const samples = fileURLToPath(new URL('../../../data/samples/', import.meta.url))

/** What one run of the command ended with. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Text for standard input; none is sent by default. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called when the process has written to standard output. */
  readonly onOutput?: (child: ChildProcess, output: string) => void
}

/** A folder with the sample tables, in which the command runs as a process of its own. */
export interface Workplace {
  readonly folder: string
  path(name: string): string
  file(name: string, content: string): string
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
}

/** Removed after the tests of the file. */
export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['old-faithful.csv', 'iris.csv']) copyFileSync(join(samples, name), join(folder, name))
  const path = (name: string): string => join(folder, name)
  return {
    folder,
    path,
    file(name, content) {
      writeFileSync(path(name), content)
      return name
    },
    run: (args, options) => run(args, folder, options),
  }
}

function run(args: readonly string[], cwd: string, { input = '', env = {}, onOutput }: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, LC_ALL: 'C', ...env } })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text
    onOutput?.(child, written.stdout)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text))
  // A command that reads no input may end before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, ...written }))
  })
}
