import type { DatasetSource } from '@mixtura/data'
import { matrix } from '@mixtura/numerics'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StudioError } from '../../contract/errors.js'
import { FileNotWrittenError } from '../atomicWrite.js'

/** Numbers of a block, 16 MiB. */
const blockNumbers = 2 ** 21
const minBlockRows = 2 ** 11
/** Share of the free space that the rows of a fit may take. */
const maxDiskShare = 0.8

/**
 * Writes all rows of a source to a file [rows, columns] of float64, so that the passes of a fit read numbers as they are, without the
 * database that holds the table.
 *
 * @throws {StudioError} `no-room-for-rows` {FileNotWrittenError}; the errors of data.
 */
export async function writeWholeFile(path: string, source: DatasetSource, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const bytes = 8 * source.rows * source.columns
  const { bavail, bsize } = await statfs(dirname(path))
  if (bytes > maxDiskShare * bavail * bsize) throw noRoom(bytes, bavail * bsize)
  const file = await open(path, 'w', 0o600)
  try {
    for await (const { samples } of source.blocks()) {
      signal.throwIfAborted()
      const cells = new Uint8Array(samples.data.buffer, samples.data.byteOffset, samples.data.byteLength)
      try {
        for (let written = 0; written < cells.length; ) written += (await file.write(cells, written)).bytesWritten
      } catch (error) {
        throw new FileNotWrittenError(path, error)
      }
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  } finally {
    await file.close()
  }
}

/** A block of rows, in memory that threads share. */
export interface FileBlock {
  readonly samples: ReturnType<typeof matrix> & { readonly data: Float64Array }
  /** Leaves the memory to a later block. */
  release(): void
}

/** Reads the rows of such a file in blocks. */
export async function* readWholeFile(path: string, { rows, columns }: { readonly rows: number; readonly columns: number }): AsyncGenerator<FileBlock> {
  const blockRows = Math.max(minBlockRows, Math.floor(blockNumbers / columns))
  const spare: Float64Array[] = []
  const file = await open(path)
  try {
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first)
      const memory = spare.pop() ?? new Float64Array(new SharedArrayBuffer(8 * blockRows * columns))
      const bytes = new Uint8Array(memory.buffer, 0, 8 * count * columns)
      for (let read = 0; read < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, 8 * first * columns + read)
        if (bytesRead === 0) throw new Error(`${path} has ${8 * first * columns + read} bytes, but ${8 * rows * columns} are needed`)
        read += bytesRead
      }
      const data = memory.subarray(0, count * columns)
      yield { samples: { ...matrix(data, count, columns), data }, release: () => void spare.push(memory) }
    }
  } finally {
    await file.close()
  }
}

function noRoom(bytes: number, free: number): StudioError {
  return new StudioError('no-room-for-rows', `The rows of this fit take ${bytes} bytes on the disk of Studio's working folder, which has ${free} left. Free some space, start Studio with --state-folder on another disk, or choose fewer columns.`, { bytes, free })
}
