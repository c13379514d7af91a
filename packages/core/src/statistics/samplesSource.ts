import { requireFinite, requireSpread, type Samples, toMatrix } from '@mixtura/numerics'
import { type OptionReaders, readOptions } from '@mixtura/numerics/validation'
import { completeSource, type CompleteSourceOptions } from './completeSource.js'
import { hasMissingCells, markObserved, requireFiniteOrMissing, requireObserved } from './missingPatterns.js'
import { acceptRowKnowledge, countedRows, type GivenRowKnowledge, type RowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'
import { knowledgeReaders, rowOptionReaders } from './rowOptionReaders.js'

/** Options of `samplesSource`. */
export interface SamplesSourceOptions extends Omit<CompleteSourceOptions, keyof RowKnowledge>, GivenRowKnowledge {
  /** 'error' by default: missing cells (NaN, null, undefined) are refused. 'marginalize': they are integrated out exactly. */
  readonly missing?: 'error' | 'marginalize' | undefined
}

const sourceReaders: OptionReaders<SamplesSourceOptions> = {
  ...knowledgeReaders,
  missing: rowOptionReaders.missing,
  kernels: rowOptionReaders.kernels,
  threads: rowOptionReaders.threads,
}

/**
 * A source of samples in memory. They are not copied as a whole: a pass copies one block at a time into the workspace.
 *
 * @param samples [N, D], finite; missing cells are allowed if they are to be marginalised.
 * @throws {NonFiniteValuesError} if another value is NaN or infinite.
 * @throws {ShapeError} if weights or priors do not fit the samples.
 */
export async function samplesSource(samples: Samples, options: SamplesSourceOptions = {}): Promise<StatisticsSource> {
  const accepted = readOptions('samplesSource', options, sourceReaders)
  const data = toMatrix(samples)
  const rowKnowledge = acceptRowKnowledge(accepted, data.rows)
  const isIncomplete = accepted.missing === 'marginalize' && hasMissingCells(data)
  if (isIncomplete) requireFiniteOrMissing(data)
  else requireFinite(data, samples)
  const { samples: counted, knowledge } = countedRows(data, rowKnowledge)
  requireSpread(counted)
  const known = { ...knowledge, kernels: accepted.kernels, threads: accepted.threads }
  if (!isIncomplete) return completeSource(counted, known)
  const observed: boolean[] = []
  markObserved(observed, counted)
  requireObserved(observed, counted.columns)
  // Few tables have missing cells, so only those load what integrates them out.
  const { missingCellsSource } = await import('./missingCellsSource.js')
  return missingCellsSource(counted, known)
}
