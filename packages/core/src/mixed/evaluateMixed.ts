import { createYielder, type Matrix } from '@mixtura/numerics'
import { openKernels } from '../kernels/openKernels.js'
import { blockRows } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { loadModel, prepareModel, workspaceShape } from '../statistics/preparedModel.js'
import { codedFamilies } from './columnFamilies.js'
import { codeRows } from './codedRows.js'
import type { MixedParameters } from './mixedParameters.js'
import { codedShape, keepAll, passWithNumbers, passWithoutNumbers, type BlockPosterior } from '../statistics/codedPass.js'
import { gaussiansOfPattern, patternRows } from './patternRows.js'
import { valueTables } from './valueTables.js'

/** What a mixed mixture says of each row. */
export interface MixedRows {
  /** [N] ln p(x_n), nats; -Infinity for a row that no class can have. */
  readonly logDensities: Float64Array
  /** [N, K] posterior probability of each class; NaN in a row of density 0. */
  readonly responsibilities: Matrix
}

/**
 * Evaluates rows [N, P] with missing cells; a row without any cell has density 1, and its probabilities are the weights.
 *
 * @throws {ShapeError} for other columns, or a cell that its column cannot have.
 */
export async function evaluateMixed(model: MixedParameters, samples: Matrix): Promise<MixedRows> {
  const { columns, components, weights, numbers, columnParameters } = model
  const table = codeRows(samples, columns)
  const logProbabilities = valueTables(codedFamilies(columns, components), table.coded, columnParameters)
  const logDensities = new Float64Array(table.rows)
  const data = new Float64Array(table.rows * components)
  const pool = createWorkspacePool(await openKernels())
  for (const part of patternRows(table, {}, components)) {
    const onBlock = ({ from, count, ...posterior }: BlockPosterior): void => {
      for (let b = 0; b < count; b++) {
        const row = part.numbersOfRows ? part.numbersOfRows[from + b] : from + b
        logDensities[row] = posterior.logDensities[b]
        for (let k = 0; k < components; k++) data[row * components + k] = posterior.responsibilities[k * blockRows + b]
      }
    }
    const pass = { components, logProbabilities, onBlock, pruning: keepAll, yieldIfDue: createYielder() }
    if (!numbers || part.observed.length === 0) await passWithoutNumbers(weights.map(Math.log), part, pass)
    else {
      const prepared = prepareModel(gaussiansOfPattern(numbers, part.observed))
      await pool.use({ ...workspaceShape(prepared, { scatter: 'diagonal' }), ...codedShape(part, logProbabilities) }, async kernels => {
        loadModel(kernels, prepared)
        await passWithNumbers(kernels, part, pass)
      })
    }
  }
  for (let row = 0; row < table.rows; row++) {
    if (logDensities[row] > -Infinity) continue
    logDensities[row] = -Infinity
    data.fill(NaN, row * components, (row + 1) * components)
  }
  return { logDensities, responsibilities: { data, rows: table.rows, columns: components } }
}
