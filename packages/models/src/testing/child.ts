import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Starts a TypeScript file of this folder, or of a scratch folder, in a Node process of its own. */
export function startChild(file: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Checks the types of a TypeScript file as a strict project would. The process prints the errors and fails if there are any. */
export function startTypeCheck(file: string): ChildProcess {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck', '--types', 'node']
  return spawn(process.execPath, [compiler, ...options, file], { stdio: ['ignore', 'pipe', 'pipe'] })
}

export const testingFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The output of a process that ends by itself. @throws {Error} with the end of its output if it fails. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let output = ''
  let errors = ''
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`the process ended with ${code}: ${errors.slice(-2000) || output.slice(-2000)}`)
  return output
}

/** Kills a process by SIGKILL as soon as it has written `word`. */
export async function killAtWord(child: ChildProcess, word: string): Promise<void> {
  let output = ''
  let errors = ''
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => (output.includes(word) ? resolve() : reject(new Error(`the process ended before it wrote ${word}: ${errors.slice(-2000)}`))))
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes(word)) child.kill('SIGKILL')
    })
  })
}
