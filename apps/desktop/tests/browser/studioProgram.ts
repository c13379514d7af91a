import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../dist/web/main.js', import.meta.url))
const builtWindow = fileURLToPath(new URL('../../dist/renderer/index.html', import.meta.url))

/** The web host as a person starts it, in a process and a folder of its own. */
export interface StudioProgram {
  /** Opens Studio, in one browser. */
  readonly url: string
  /** For files of the test; it goes with the program. */
  readonly folder: string
  /** Process ids of the engine: one, or none while it restarts. */
  engineProcesses(): Promise<number[]>
  /** Process ids of the workers of the engine: of fits, of models on screen, and of one that is started in advance. */
  workerProcesses(): Promise<number[]>
  /** Ends it as Ctrl-C would. @throws if anything of it is left. */
  stop(): Promise<void>
}

/** Milliseconds for the host and its engine to end. */
const endPatience = 5000

/** @throws with what the program said, if it ends before it listens. */
export async function startStudio(args: readonly string[] = []): Promise<StudioProgram> {
  if (!existsSync(builtWindow)) throw new Error('The window is not built. Run `node build.mjs` in apps/desktop first.')
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-browser-'))
  const host = spawn(process.execPath, [program, '--no-open', '--state-folder', join(folder, 'state'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  host.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  // A run that is cut short leaves no program behind.
  const end = (): void => void host.kill('SIGKILL')
  process.once('exit', end)

  const ended = once(host, 'exit')
  const first = await Promise.race([once(createInterface({ input: host.stdout }), 'line'), ended.then(() => null)])
  if (first === null) {
    process.off('exit', end)
    await rm(folder, { recursive: true, force: true })
    throw new Error(complaints.trim())
  }

  const engineProcesses = () => childrenOf(host.pid!)
  return {
    url: String(first[0]).replace('Mixtura Studio: ', ''),
    folder,
    engineProcesses,
    workerProcesses: async () => (await Promise.all((await engineProcesses()).map(childrenOf))).flat(),
    async stop() {
      const engines = await engineProcesses()
      host.kill('SIGTERM')
      const impatience = setTimeout(end, endPatience)
      const [code] = (await ended) as [number | null]
      clearTimeout(impatience)
      process.off('exit', end)
      await rm(folder, { recursive: true, force: true })
      if (code !== 0) throw new Error(`Studio did not end by itself within ${endPatience} ms. It said: ${complaints}`)
      const left = engines.filter(isAlive)
      if (left.length > 0) throw new Error(`Engine processes ${left.join(', ')} outlived Studio.`)
    },
  }
}

/** POSIX only. */
async function childrenOf(parent: number): Promise<number[]> {
  if (process.platform === 'win32') return []
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid='])
  return stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid!)
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}
