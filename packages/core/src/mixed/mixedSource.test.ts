import { toMatrix } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { decodeStatistics, encodeStatistics } from '../statistics/statisticsFile.js'
import { mergeStatistics } from '../statistics/sufficientStatistics.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { codeRows, takeCodedRows, type CodedRows } from './codedRows.js'
import { fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { describeColumns, type MixedColumnDescription } from './mixedColumns.js'
import { iterateOf } from './mixedParameters.js'
import { mixedSource } from './mixedSource.js'

const components = 2
const sourceOf = (table: CodedRows, columns: readonly MixedColumnDescription[]) => mixedSource(table, { columns, components, knowledge: {} })
const range = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i)

const whole = randomMixedTable({ seed: 4, rows: 90, missing: 0.1 })
const levelsAlone: MixedTable = { columns: whole.columns.slice(2), samples: (whole.samples as readonly number[][]).map(row => row.slice(2)) }

it.each([['with numbers', whole], ['without numbers', levelsAlone]])('merges the statistics of parts of a table to those of all of it (%s)', async (_, table) => {
  const { model } = await fitMixedMixture(table, { components, maxIterations: 3, starts: 1, pseudoCount: 1 })
  const columns = describeColumns(table.columns)
  const coded = codeRows(toMatrix(table.samples), columns)
  const [all, first, second] = await Promise.all([coded, takeCodedRows(coded, range(0, 40)), takeCodedRows(coded, range(40, 90))].map(async rows =>
    (await sourceOf(rows, columns)).accumulate(iterateOf(model), { scatter: table === whole ? 'full' : 'diagonal' })))
  // 90 rows add up to a few hundred roundings of values below 100.
  const merged = mergeStatistics(first, decodeStatistics(encodeStatistics(second)))
  expect(merged.rows).toBe(90)
  expect(merged.logLikelihood).toBeCloseTo(all.logLikelihood, 9)
  expect(merged.valueCounts).toHaveLength(all.valueCounts.length)
  merged.valueCounts!.forEach((count, at) => expect(count).toBeCloseTo(all.valueCounts[at], 10))
  merged.scatters.forEach((value, at) => expect(value).toBeCloseTo(all.scatters[at], 9))
  // Each row counts once in each column, missing cells included.
  expect(merged.valueCounts!.reduce((sum, count) => sum + count, 0)).toBeCloseTo(90 * coded.coded.length, 9)
  const { valueCounts: __, ...others } = second
  expect(() => mergeStatistics(first, others)).toThrow(
    table === whole
      ? `b.valueCounts must be ${all.valueCounts.length} numbers, but it is none. Merge statistics of rows with the same columns and values.`
      : 'b.columns must be a whole number of at least 1, but it is 0.',
  )
})
