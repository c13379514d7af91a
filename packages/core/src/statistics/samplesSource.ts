import { requireFinite, toMatrix, type Samples } from '../matrix/matrix.js'
import { completeSource, type CompleteSourceOptions } from './completeSource.js'
import { missingCellsSource } from './missingCellsSource.js'
import { hasMissingCells, requireFiniteOrMissing } from './missingPatterns.js'
import { checkRowKnowledge, countedRows } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'

export interface SamplesSourceOptions extends CompleteSourceOptions {
  /** 'error' by default: NaN is refused. 'marginalize': NaN is a missing cell, integrated out exactly. */
  readonly missing?: 'error' | 'marginalize' | undefined
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
  const isIncomplete = options.missing === 'marginalize' && hasMissingCells(data)
  if (isIncomplete) requireFiniteOrMissing(data)
  else requireFinite(data)
  const { samples: counted, knowledge } = countedRows(data, options)
  const known = { ...knowledge, kernels: options.kernels, threads: options.threads }
  return isIncomplete ? missingCellsSource(counted, known) : completeSource(counted, known)
}
