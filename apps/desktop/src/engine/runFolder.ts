import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `run-<process id>-<milliseconds>` */
const runName = /^run-(\d+)-\d+$/

/** The per-user folder for what Studio can make again. */
export function defaultStateFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'mixtura-studio')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'mixtura-studio')
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mixtura-studio')
}

/**
 * A fresh folder for this run under `base`: each start of Studio begins with an empty session.
 * Folders of runs whose host has ended are removed.
 */
export async function createRunFolder(base: string): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o700 })
  for (const name of await readdir(base)) {
    const match = runName.exec(name)
    if (match && !isAlive(Number(match[1]))) await rm(join(base, name), { recursive: true, force: true })
  }
  const folder = join(base, `run-${process.pid}-${Date.now()}`)
  await mkdir(folder, { mode: 0o700 })
  // Tells a person who finds the folder what it is.
  await writeFile(join(folder, 'README.txt'), 'Working files of a running Mixtura Studio. Removed when it starts again.\n')
  return folder
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
