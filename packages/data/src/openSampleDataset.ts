import { fileURLToPath } from 'node:url'
import { ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import type { Dataset, OpenOptions } from './dataset.js'
import { UnknownSampleError } from './errors/fileErrors.js'
import { stampFile } from './files/fileStamp.js'
import { readOpenOptions } from './openOptions.js'
import { openTable } from './table/tableDataset.js'

/** The datasets that ship with this package; `samples/README.md` gives their sources. */
export const sampleNames = ['old-faithful', 'iris'] as const
/** Name of a dataset that ships with this package. */
export type SampleName = (typeof sampleNames)[number]

/**
 * Opens a dataset that ships with this package, by its name.
 * @throws {UnknownSampleError} and the errors of `openDataset`.
 */
export async function openSampleDataset(name: SampleName, given?: OpenOptions): Promise<Dataset> {
  if (typeof name !== 'string') throw new ShapeError('name', 'the name of a sample, as a text', describeValue(name), `Pass for example '${sampleNames[0]}'.`)
  if (!sampleNames.includes(name)) throw new UnknownSampleError(name, sampleNames)
  const options = readOpenOptions('openSampleDataset', given)
  options.signal?.throwIfAborted()
  const path = fileURLToPath(new URL(`../samples/${name}.csv`, import.meta.url))
  return openTable({ name, path, format: 'csv', gzip: false, stamp: await stampFile(path) }, options)
}
