import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { requireFinite, toMatrix, type Matrix, type Samples } from '../matrix/matrix.js'
import { accumulateRows } from './accumulateRows.js'
import { drawRowNumbers, takeRows } from './drawRows.js'
import { kernelPass } from './kernelPass.js'
import { missingCellsSource } from './missingCellsSource.js'
import { requireFiniteOrMissing } from './missingPatterns.js'
import { checkRowKnowledge, countedRows, knowledgeOf, type RowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'

export interface SamplesSourceOptions extends RowKnowledge {
  /** 'error' by default: NaN is refused. 'marginalize': NaN is a missing cell, integrated out exactly. */
  readonly missing?: 'error' | 'marginalize' | undefined
  readonly kernels?: KernelName | undefined
}

/**
 * Samples in memory, read in place: a pass copies one block at a time into the kernels' workspace.
 *
 * @param samples [N, D], finite, but for missing cells where they are to be marginalised.
 * @throws {NonFiniteValuesError} if another value is NaN or infinite.
 * @throws {ShapeError} if weights or priors do not fit the samples.
 */
export async function samplesSource(samples: Samples, options: SamplesSourceOptions = {}): Promise<StatisticsSource> {
  const data = toMatrix(samples)
  checkRowKnowledge(options, data.rows)
  const hasMissingCells = options.missing === 'marginalize' && data.data.some(Number.isNaN)
  if (hasMissingCells) requireFiniteOrMissing(data)
  else requireFinite(data)
  const { samples: counted, knowledge } = countedRows(data, options)
  const known = { ...knowledge, kernels: options.kernels }
  return hasMissingCells ? missingCellsSource(counted, known) : completeSource(counted, known)
}

/** Samples that are known to be finite, of rows that all count. */
export async function completeSource(
  samples: Matrix,
  { weights, labelPriors, kernels }: SamplesSourceOptions,
): Promise<StatisticsSource> {
  const { rows, columns } = samples
  const pool = createWorkspacePool(await openKernels(kernels))
  return {
    rows,
    columns,
    accumulate: (model, request) =>
      kernelPass(pool, { model, request, rows }, opened =>
        accumulateRows(opened, samples, { weights, labelPriors, signal: request.signal }),
      ),
    draw: async (count, random) => {
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: takeRows(samples, drawn), ...knowledgeOf({ weights, labelPriors }, drawn) }
    },
  }
}
