import type { Table } from '@mixtura/models'
import { matrix } from '@mixtura/numerics'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FileNotWrittenError } from '../atomicWrite.js'
import type { FitTable } from '../featureTables.js'
import type { TableOnDisk } from './workerApi.js'

/** Bytes of one read or write: Node does not take more than 2 GB at once, and several chunks are copied at the same time. */
const chunkBytes = 2 ** 24

/**
 * Writes the cells of a table to a file, for a worker process.
 *
 * @param withClasses whether the worker gets the known classes.
 * @throws {FileNotWrittenError}
 */
export async function writeTableFile(path: string, table: FitTable, withClasses: boolean): Promise<TableOnDisk> {
  const { samples, columnNames, classes, imageShape, scaling, facts, whole } = table
  const bytes = new Uint8Array(samples.data.buffer, samples.data.byteOffset, samples.data.byteLength)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'w', 0o600)
    try {
      await forEachChunk(bytes, async (chunk, at) => {
        for (let written = 0; written < chunk.length; ) written += (await file.write(chunk, written, chunk.length - written, at + written)).bytesWritten
      })
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw new FileNotWrittenError(path, error)
  }
  const { rows, columns } = samples
  return { path, rows, columns, columnNames, classes: withClasses ? classes : null, imageShape, scaling, features: facts.features ?? null, wholeFacts: whole && facts }
}

/**
 * Reads a table into memory that the threads of a fit share. Models of scaled columns keep the scaling, so that they can be applied to the
 * columns of a file.
 */
export async function readTableFile({ path, rows, columns, columnNames, classes, imageShape, scaling, features }: TableOnDisk): Promise<Table> {
  const memory = new SharedArrayBuffer(8 * rows * columns)
  const bytes = new Uint8Array(memory)
  const file = await open(path)
  try {
    await forEachChunk(bytes, async (chunk, at) => {
      for (let read = 0; read < chunk.length; ) {
        const { bytesRead } = await file.read(chunk, read, chunk.length - read, at + read)
        if (bytesRead === 0) throw new Error(`${path} has ${at + read} bytes, but ${bytes.length} are needed`)
        read += bytesRead
      }
    })
  } finally {
    await file.close()
  }
  return {
    samples: matrix(new Float64Array(memory), rows, columns),
    columnNames,
    ...(features && { features }),
    ...(isScaled(scaling) && { scaling: { center: Array.from(scaling.center), scale: Array.from(scaling.scale) } }),
    ...(classes && { labels: Array.from(classes.codes, code => classes.classes[code]!), labelName: classes.name }),
    ...(imageShape && { imageShape }),
  }
}

/** Calls `copy` for all chunks at once with their positions, and waits for all of them, also if one fails. */
async function forEachChunk(bytes: Uint8Array, copy: (chunk: Uint8Array, at: number) => Promise<void>): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, chunk) => chunk * chunkBytes)
  const results = await Promise.allSettled(chunks.map(at => copy(bytes.subarray(at, at + chunkBytes), at)))
  const failed = results.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
}

const isScaled = ({ center, scale }: TableOnDisk['scaling']): boolean => center.some(value => value !== 0) || scale.some(value => value !== 1)
