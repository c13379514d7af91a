import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The user's folder for files that Studio can make again. As in the XDG specification, a variable that is empty or not absolute counts as unset. */
export function defaultStateFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const folderOf = (variable: string): string | undefined => {
    const folder = environment[variable]
    return folder && (isAbsolute(folder) || platform === 'win32') ? folder : undefined
  }
  if (platform === 'win32') return join(folderOf('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local'), 'mixtura-studio')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'mixtura-studio')
  return join(folderOf('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'mixtura-studio')
}

/** The folder for working files cannot be written to. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError'
  readonly code = 'state-folder-not-writable'
  constructor(
    readonly folder: string,
    readonly reason: string,
    remedy: string,
  ) {
    super(`Studio's working folder must be one that it can write to, but ${folder} is not: ${reason}. ${remedy}`)
  }
}
