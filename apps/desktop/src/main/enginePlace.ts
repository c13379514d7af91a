import { join } from 'node:path'

/**
 * The entry point of the engine. In a release it lies beside the archive of the app and not in it, because the engine runs in a plain Node,
 * which cannot read the archive.
 */
export function engineEntry({ isPackaged, resources, built }: { readonly isPackaged: boolean; readonly resources: string; readonly built: (path: string) => string }): string {
  return isPackaged ? join(resources, 'engine', 'dist', 'engine', 'entry.js') : built('engine/entry.js')
}
