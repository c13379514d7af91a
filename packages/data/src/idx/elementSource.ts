import { samplesSource } from '@mixtura/core'
import { openMixedTable } from '../columns/mixedTable.js'
import type { DatasetSource, Features, SampleBlock, SourceRequest } from '../dataset.js'
import { blockRowsOf } from '../table/readBlocks.js'

/** The features of a dataset in memory as a source. */
export async function elementSource({ samples, columnNames, rows, omitted, scaling, features }: Features, { missing, threads, kernels, signal }: SourceRequest, weights: Float64Array | undefined): Promise<DatasetSource> {
  const known = weights && { weights: Float64Array.from(rows, row => weights[row]) }
  const source = await samplesSource(samples, {
    missing: missing === 'keep' ? 'marginalize' : 'error',
    ...known,
    ...(threads !== undefined && { threads }),
    ...(kernels !== undefined && { kernels }),
  })
  return {
    ...source,
    columnNames,
    omitted,
    scaling,
    ...(features && { features }),
    // IDX files have no missing cells; those that are no finite numbers are counted.
    missingOfColumns: columnNames.map((_, column) => countMissing(samples, column)),
    mixedTable: columns => openMixedTable(() => [{ samples, ...known }], columns, { columnNames, features, threads, kernels, signal }),
    blocks: () => featureBlocks({ samples, rows }),
  }
}

/** The rows of features in blocks. */
export async function* featureBlocks({ samples, rows }: Pick<Features, 'samples' | 'rows'>): AsyncGenerator<SampleBlock> {
  const { columns } = samples
  const blockRows = blockRowsOf(columns)
  for (let from = 0; from < samples.rows; from += blockRows) {
    const to = Math.min(from + blockRows, samples.rows)
    yield { samples: { data: samples.data.slice(from * columns, to * columns), rows: to - from, columns }, rows: rows.slice(from, to) }
  }
}

function countMissing({ data, columns }: Features['samples'], column: number): number {
  let count = 0
  for (let at = column; at < data.length; at += columns) if (Number.isNaN(data[at])) count++
  return count
}
