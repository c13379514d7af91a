import type * as fileSystemPromises from 'node:fs/promises'
import { MixturaError, ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { acceptedBytes, acceptedName, type CheckpointStore } from './checkpointStore.js'

type FileSystem = typeof fileSystemPromises

/** There is no file system to store checkpoints in. */
export class NoFilesError extends MixturaError {
  override readonly name = 'NoFilesError'
  readonly code = 'no-files'
  constructor() {
    super('a folder of checkpoints needs Node.js. In a browser, pass memoryCheckpointStore() or a store of your own.')
  }
}

const extension = '.checkpoint'

/**
 * Stores checkpoints as files in a folder, which the first write creates. Node.js only. Modules of Node are loaded only at the
 * first call, so this module may be bundled for browsers.
 *
 * A checkpoint is written to a temporary file, flushed to disk and then renamed, so a crash leaves either the old or the new
 * file intact.
 *
 * @param folder path, absolute or relative to the working directory.
 * @throws {NoFilesError} from every method if there is no file system.
 */
export function folderCheckpointStore(folder: string): CheckpointStore {
  if (typeof folder !== 'string' || folder === '') throw new ShapeError('folder', 'the path of a folder, as a text', describeValue(folder), "Pass for example 'checkpoints'.")
  const pathOf = (name: string): string => `${folder}/${acceptedName(name)}${extension}`
  return {
    async write(name, bytes) {
      const path = pathOf(name)
      acceptedBytes(bytes)
      const files = fileSystem()
      await files.mkdir(folder, { recursive: true })
      const partial = `${path}.${process.pid}.partial`
      try {
        const file = await files.open(partial, 'w')
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await files.rename(partial, path)
      } catch (error) {
        // If the disk is full, keep the old file and remove the partial new one.
        await files.rm(partial, { force: true }).catch(() => undefined)
        throw error
      }
    },
    async read(name) {
      const path = pathOf(name)
      const files = fileSystem()
      return unlessMissing(files.readFile(path), undefined)
    },
    async remove(name) {
      const path = pathOf(name)
      const files = fileSystem()
      await files.rm(path, { force: true })
    },
    async names() {
      const files = fileSystem()
      const entries = await unlessMissing(files.readdir(folder), [])
      return entries.filter(entry => entry.endsWith(extension)).map(entry => entry.slice(0, -extension.length)).sort()
    },
  }
}

/** Resolves to `fallback` if the file or folder does not exist. */
async function unlessMissing<Value, Fallback>(promise: Promise<Value>, fallback: Fallback): Promise<Value | Fallback> {
  try {
    return await promise
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fallback
    throw error
  }
}

interface NodeProcess {
  readonly versions?: { readonly node?: string }
  readonly getBuiltinModule: (name: string) => unknown
}

/** node:fs/promises. It is not imported, so that bundlers for browsers find nothing to resolve. */
function fileSystem(): FileSystem {
  const { process } = globalThis as { readonly process?: NodeProcess }
  if (!process?.versions?.node) throw new NoFilesError()
  return process.getBuiltinModule('node:fs/promises') as FileSystem
}
