/** A family in one file, as a user would add it: the mean of each column. `columnMeans.test.ts` runs the shared suite on it. */
import { readPlainRecord, writePlainRecord } from '@mixtura/numerics'
import { z } from 'zod'
import { requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { countOption } from '../options/optionFields.js'
import type { FamilyCase } from './familyCase.js'
import { blobs, withHoles } from './tables.js'

const options = z.strictObject({ chunkRows: countOption({ text: 'chunkRows', unit: 'rows', minimum: 1, maximum: 1000, default: 50 }) })

const columnMeansFamily = defineFamily<z.infer<typeof options>, Float64Array>({
  kind: 'column-means',
  version: 1,
  engine: 'core',
  options,
  capabilities: ['reconstruct'],
  phases: ['add'],
  metrics: { firstMean: 'perRow' },
  texts: {
    en: {
      families: { 'column-means': { name: 'Column means', summary: 'The mean of each column.', synonyms: ['average'] } },
      options: { chunkRows: { name: 'Rows at a time', explanation: 'How many rows are added in one step.' } },
      phases: { add: 'Adding rows' },
      metrics: { firstMean: 'Mean of the first column' },
      facts: { firstMean: 'Mean of the first column', lastMean: 'Mean of the last column', rows: 'Rows' },
      units: { rows: 'rows', perRow: 'per row' },
      stepNames: { chunk: 'Chunk' },
    },
    zh: {
      families: { 'column-means': { name: '列均值', summary: '每一列的均值。', synonyms: ['平均值'] } },
      options: { chunkRows: { name: '每次的行数', explanation: '一步中加入多少行。' } },
      phases: { add: '加入行' },
      metrics: { firstMean: '第一列的均值' },
      facts: { firstMean: '第一列的均值', lastMean: '最后一列的均值', rows: '行数' },
      units: { rows: '行', perRow: '每行' },
      stepNames: { chunk: '块' },
    },
  },
  accepts: requireComplete,
  estimate: ({ rows, columns }) => ({ seconds: 1e-9 * rows * columns, bytes: 8 * columns }),

  async fit({ samples }, { chunkRows }, run) {
    const { data, rows, columns } = samples
    const steps = Math.ceil(rows / chunkRows)
    const earlier = run.resume && readPlainRecord(run.resume)
    const sums = (earlier?.['sums'] as Float64Array | undefined) ?? new Float64Array(columns)
    const values: number[] = []
    let step = Number(earlier?.['step'] ?? 0)
    let answer: 'stop' | undefined
    while (step < steps && answer !== 'stop') {
      for (let at = step * chunkRows * columns; at < Math.min(data.length, (step + 1) * chunkRows * columns); at++) sums[at % columns] += data[at]
      step++
      run.signal?.throwIfAborted()
      const checkpoint = { step, sums: sums.slice() }
      values.push(sums[0] / Math.min(rows, step * chunkRows))
      answer = await run.report({ phase: 'add', step, steps, metrics: { firstMean: values.at(-1)! }, checkpoint: () => writePlainRecord(checkpoint) })
    }
    const seen = Math.min(rows, step * chunkRows)
    const model = sums.map(sum => sum / seen)
    return {
      model,
      groups: [],
      facts: [
        { name: 'firstMean', value: model[0], unit: '' },
        { name: 'lastMean', value: model.at(-1)!, unit: '' },
        { name: 'rows', value: seen, unit: 'rows' },
        { name: 'stopped', value: answer === 'stop', unit: '' },
      ],
      curves: [{ name: 'firstMean', unit: 'perRow', step: 'chunk', steps: values.map((_, at) => at + 1), values }],
      tables: [],
    }
  },

  abilities: model => ({
    reconstruct: async ({ rows, columns }) => ({ data: Float64Array.from({ length: rows * columns }, (_, at) => model[at % columns]), rows, columns }),
  }),
  save: means => writePlainRecord({ means }),
  load: bytes => readPlainRecord(bytes)['means'] as Float64Array,
  script: () => ({
    imports: { '@mixtura/numerics': ['columnMeans'] },
    lines: ['const means = columnMeans(samples)', 'const facts = { firstMean: means[0], lastMean: means.at(-1), rows: samples.rows }'],
  }),
})

const table = blobs({ rows: 300, columns: 3, groups: 2 })

export const familyCase: FamilyCase = {
  family: columnMeansFamily,
  fit: { table, options: {} },
  refused: [
    {
      table: withHoles(table, 300),
      options: {},
      text: { en: 'The table has 3 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 3 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
  ],
  costs: [],
  // The script sums the 300 numbers of a column in another order.
  scriptTolerance: 1e-12,
}
