import type { MixtureParameters, ScatterKind, SufficientStatistics } from '@mixtura/core'
import { columnName, mixtureLevels } from './mixtureLevels.js'
import { nestedSelect } from './nestedSelect.js'

/** SELECT of the rows in use: their cells and, if they have any, their weights in Float64, named by `columnName`. */
export interface RowsStatement {
  readonly sql: string
  readonly columns: number
  readonly hasWeights: boolean
}

/** A statement, and how many numbers it computes for each row: the server's memory is this times the rows of a block. */
export interface PassStatement {
  readonly sql: string
  readonly numbersPerRow: number
}

/**
 * One E-step as one statement: for all rows, the sums of `SufficientStatistics` about the means of the model. Its result is one row;
 * `readPass` reads it.
 */
export function passStatement(rows: RowsStatement, model: MixtureParameters, scatter: ScatterKind): PassStatement {
  const { components, columns } = model
  const weighted = (expression: string): string => (rows.hasWeights ? `${columnName.weight} * ${expression}` : expression)
  const weightColumn = rows.hasWeights ? [columnName.weight] : []
  const levels = mixtureLevels(model, { scatter, keep: weightColumn, withDifferences: true })
  const differences: string[] = []
  const shared: (readonly [string, string])[] = []
  const sums: string[] = []
  for (let k = 0; k < components; k++) {
    const count = `n${k}`
    shared.push([count, weighted(columnName.responsibility(k))])
    sums.push(`sum(${count})`)
    for (let i = 0; i < columns; i++) {
      const product = `g${k}_${i}`
      differences.push(columnName.difference(k, i))
      shared.push([product, `${weighted(columnName.responsibility(k))} * ${columnName.difference(k, i)}`])
      sums.push(`sum(${product})`)
    }
    for (let i = 0; i < columns; i++) {
      for (let j = scatter === 'full' ? 0 : i; j <= i; j++) sums.push(`sum(g${k}_${i} * ${columnName.difference(k, j)})`)
    }
  }
  const inner = nestedSelect(rows.sql, [...levels, { keep: [...weightColumn, 'logDensity', ...differences], add: shared }])
  const totals = ['count()', rows.hasWeights ? `sum(${columnName.weight})` : 'toFloat64(count())', `sum(${weighted('logDensity')})`]
  return { sql: `SELECT ${[...totals, ...sums].join(', ')} FROM (${inner})`, numbersPerRow: sums.length + 4 * components * columns }
}

/**
 * The statistics in a result row of `passStatement` or `kernelPassStatement`.
 *
 * @param numbers in the order of the statement; none if there are no rows.
 */
export function readPass(numbers: Float64Array, model: MixtureParameters, scatter: ScatterKind): SufficientStatistics {
  const { components, columns, means } = model
  const size = scatter === 'full' ? columns * columns : columns
  const counts = new Float64Array(components)
  const sums = new Float64Array(components * columns)
  const scatters = new Float64Array(components * size)
  const [rows = 0, totalWeight = 0, logLikelihood = 0] = numbers
  let at = 3
  for (let k = 0; k < components && rows > 0; k++) {
    counts[k] = numbers[at++]
    for (let i = 0; i < columns; i++) sums[k * columns + i] = numbers[at++]
    for (let i = 0; i < columns; i++) {
      if (scatter === 'diagonal') scatters[k * size + i] = numbers[at++]
      else for (let j = 0; j <= i; j++) scatters[k * size + i * columns + j] = numbers[at++]
    }
  }
  return { scatter, components, columns, rows, totalWeight, logLikelihood, centres: Float64Array.from(means), counts, sums, scatters }
}
