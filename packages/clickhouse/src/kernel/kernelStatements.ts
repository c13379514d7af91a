import { passImage, type MixtureParameters, type ScatterKind } from '@mixtura/core'
import { quoteText } from '../sql/literals.js'
import { columnName } from '../sql/mixtureLevels.js'
import type { PassStatement, RowsStatement } from '../sql/passStatement.js'
import { kernelFunction } from './kernelFunctions.js'

/** Keeps the server from handing a block of rows to a function in two parts. */
export const kernelSettings = { webassembly_udf_max_input_block_size: 0 } as const

/** The model as an argument: the first row of a block carries it, because ClickHouse would repeat a constant for every row. */
const modelArgument = (image: Uint8Array): string => `if(rowNumberInBlock() = 0, base64Decode(${quoteText(Buffer.from(image).toString('base64'))}), '')`

const cellsOf = (columns: number): string => `[${Array.from({ length: columns }, (_, i) => columnName.cell(i)).join(', ')}]`

/** One E-step as one call of a kernel for each block of rows; the server adds up blocks. The result has the order of `passStatement`. */
export function kernelPassStatement(rows: RowsStatement, model: MixtureParameters, scatter: ScatterKind): PassStatement {
  const { columns } = rows
  const weight = rows.hasWeights ? columnName.weight : 'toFloat64(1)'
  const sql = `SELECT sumForEach(${kernelFunction.pass}(${cellsOf(columns)}, ${weight}, ${modelArgument(passImage(model, { scatter }))})) FROM (${rows.sql})`
  // Columns, their array, and its copy in the memory of the function.
  return { sql, numbersPerRow: 3 * columns + 4 }
}

/** Columns of scores, as expressions over `kernelScores`. */
export const kernelScore = {
  component: `toUInt32(${columnName.scores}[1])`,
  logDensity: `${columnName.scores}[2]`,
  responsibility: (component: number): string => `${columnName.scores}[${component + 3}]`,
}

/** SELECT of the columns of `keep` and of an array of scores for each row. */
export function kernelScores(rows: RowsStatement, model: MixtureParameters, keep: readonly string[]): string {
  const image = passImage(model, { scatter: 'diagonal', pruning: 'none' })
  const scores = `${kernelFunction.scores}(${cellsOf(rows.columns)}, ${modelArgument(image)}) AS ${columnName.scores}`
  return `SELECT ${[...keep, scores].join(', ')} FROM (${rows.sql})`
}
