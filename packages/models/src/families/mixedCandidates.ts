/** The candidates of a mixed mixture: one fit of core for each number of classes, followed, stopped and resumed as one fit. */
import { fitMixedMixture, MixedMixture, type MixedColumn, type MixedFitOptions, type MixedFitProgress, type MixedMixtureFit, type MixedTableSource } from '@mixtura/core'
import { CheckpointMismatchError, crc32, InvalidCheckpointError, MixturaError, readPlainRecord, writePlainRecord, type Matrix, type PlainValue } from '@mixtura/numerics'
import type { ResultTable } from '../contract/fittedModel.js'
import type { FitRun } from '../running/fitReporter.js'
import { likelihoodMetrics, reportSearch } from './searchedFits.js'
import { startTable } from './searchResults.js'

/** The mixture of one number of classes, and what there is to say of its fit. */
export interface MixedCandidate {
  readonly components: number
  readonly model: MixedMixture
  readonly parameterCount: number
  readonly meanLogLikelihood: number
  readonly bic: number
  readonly aic: number
  readonly icl: number
  readonly classificationCertainty: number
  /** Null if a column of numbers or counts makes the possible rows infinite. */
  readonly residualDegreesOfFreedom: number | null
  readonly iterations: number
  readonly converged: boolean
  readonly collapsed: boolean
  readonly stopped: boolean
  readonly logLikelihoods: readonly number[]
  /** Messages about estimates that are not identified, or at a boundary. */
  readonly warnings: readonly string[]
  readonly starts: ResultTable['rows']
}

/** A number of classes that could not be fitted, and why. */
export interface FailedCandidate {
  readonly components: number
  readonly error: MixturaError
}

export type FinishedCandidate = MixedCandidate | FailedCandidate

export const hasFailed = (candidate: FinishedCandidate): candidate is FailedCandidate => 'error' in candidate

export const isFitted = (candidate: FinishedCandidate): candidate is MixedCandidate => !hasFailed(candidate)

export const candidateMetrics = { ...likelihoodMetrics, bic: 'deviance', aic: 'deviance', icl: 'deviance' } as const

/** What to fit. */
interface Plan {
  readonly columns: readonly MixedColumn[]
  /** Numbers of classes. */
  readonly numbers: readonly number[]
  readonly options: Omit<MixedFitOptions, 'components'>
  readonly maxIterations: number
}

/** Rows in memory, or a table on disk that each pass reads anew. */
export type CandidateRows = Matrix | MixedTableSource

const areInMemory = (rows: CandidateRows): rows is Matrix => 'data' in rows

/** Tells one table from another; core compares the rows that a fit of a source draws. */
function identityOf(rows: CandidateRows): readonly unknown[] {
  if (!areInMemory(rows)) return [rows.rows, rows.totalWeight]
  const { data } = rows
  return [rows.rows, crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]
}

/** Fits the numbers of classes one after the other. One that core refuses, such as more classes than rows, does not end the others. */
export async function fitCandidates(rows: CandidateRows, { columns, numbers, options, maxIterations }: Plan, run: FitRun): Promise<{ readonly finished: readonly FinishedCandidate[]; readonly stopped: boolean }> {
  const identity = JSON.stringify([columns, numbers, options, ...identityOf(rows)])
  const saved = run.resume ? readState(run.resume, identity) : { finished: [] }
  const finished: FinishedCandidate[] = []
  for (const [at, components] of numbers.entries()) {
    const known = saved.finished[at]
    if (known) {
      finished.push(known)
      continue
    }
    const resume = at === saved.finished.length ? saved.running : undefined
    const candidate = await fitted(components).catch((error: unknown) => failed(error, components))
    finished.push(candidate)
    const answer = await run.report({
      phase: 'candidate',
      step: at + 1,
      steps: numbers.length,
      metrics: hasFailed(candidate) ? {} : criteriaOf(candidate),
      tables: () => [candidateTable(finished)],
      checkpoint: () => writeState({ finished }, identity),
    })
    const isStopped = !hasFailed(candidate) && candidate.stopped
    if (isStopped || answer === 'stop') return { finished, stopped: true }

    async function fitted(components: number): Promise<MixedCandidate> {
      const fit = await fitMixedMixture(areInMemory(rows) ? { columns, samples: rows } : rows, {
        components,
        ...options,
        ...(run.threads && { threads: run.threads }),
        ...(run.signal && { signal: run.signal }),
        ...(resume && { resume }),
        onProgress: state => {
          const nested = state.phase === 'draw' ? state : { ...state, checkpoint: () => writeState({ finished, running: state.checkpoint() }, identity) }
          return reportSearch<MixedFitProgress>(run, nested, {
            maxIterations,
            places: [{ name: 'candidate', at: at + 1, of: numbers.length }],
            metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
          })
        },
      })
      return candidateOf(fit, rows)
    }
  }
  return { finished, stopped: false }

  function failed(error: unknown, components: number): FailedCandidate {
    run.signal?.throwIfAborted()
    if (error instanceof MixturaError && !(error instanceof CheckpointMismatchError) && !(error instanceof InvalidCheckpointError)) return { components, error }
    throw error
  }
}

async function candidateOf(fit: MixedMixtureFit, rows: CandidateRows): Promise<MixedCandidate> {
  const { model, parameterCount, logLikelihoods, iterations, converged, collapsed, stopped, degreesOfFreedom, warnings, starts } = fit
  return {
    components: model.components,
    model, parameterCount,
    meanLogLikelihood: logLikelihoods.at(-1)!,
    bic: await model.bic(rows),
    aic: await model.aic(rows),
    icl: await model.icl(rows, { assignment: 'hard' }),
    classificationCertainty: await model.classificationCertainty(rows),
    residualDegreesOfFreedom: degreesOfFreedom,
    iterations, converged, collapsed, stopped, logLikelihoods,
    warnings: warnings.map(({ message }) => message),
    starts: startTable(starts, 'meanLogLikelihood', record => record.meanLogLikelihood).rows,
  }
}

const criteriaOf = ({ meanLogLikelihood, bic, aic, icl }: MixedCandidate): Readonly<Record<string, number>> => ({ meanLogLikelihood, bic, aic, icl })

/** A row for each number of classes, in the given order. */
export function candidateTable(candidates: readonly FinishedCandidate[]): ResultTable {
  const names = ['components', 'parameterCount', 'meanLogLikelihood', 'bic', 'aic', 'icl', 'classificationCertainty', 'residualDegreesOfFreedom', 'converged', 'error'] as const
  return {
    name: 'candidates',
    columns: names.map(name => ({ name, unit: (candidateMetrics as Readonly<Record<string, string>>)[name] ?? '' })),
    rows: candidates.map(candidate => (hasFailed(candidate)
      ? names.map(name => (name === 'components' ? candidate.components : name === 'error' ? candidate.error.message : null))
      : names.map(name => (name === 'error' ? null : candidate[name])))),
  }
}

/** How far the candidates have come. */
interface State {
  readonly finished: readonly FinishedCandidate[]
  /** The checkpoint of core's fit that is under way. */
  readonly running?: Uint8Array
}

const format = 'mixed-mixture-candidates'

/** Candidates that failed are not kept: they fail again at once. */
function writeState({ finished, running }: State, identity: string): Uint8Array {
  const candidates = finished.map(candidate => (hasFailed(candidate) ? null : { ...candidate, model: candidate.model.toJSON() }))
  return writePlainRecord({ format, identity, candidates: candidates as unknown as PlainValue, running: running ? readPlainRecord(running) : null })
}

/** @throws {InvalidCheckpointError} for bytes that are cut short or changed. @throws {CheckpointMismatchError} for a checkpoint of another fit. */
function readState(bytes: Uint8Array, expected: string): { readonly finished: readonly (MixedCandidate | undefined)[]; readonly running?: Uint8Array } {
  const { format: saved, identity, candidates, running } = readPlainRecord(bytes)
  if (saved !== format) throw new CheckpointMismatchError('format', `'${format}'`, `'${String(saved)}'`)
  if (identity !== expected) throw new CheckpointMismatchError('fit', 'one of the same table and options', 'one of others')
  const finished = (candidates as unknown as readonly (MixedCandidate | null)[]).map(candidate => (candidate ? { ...candidate, model: MixedMixture.fromJSON(candidate.model) } : undefined))
  return { finished, ...(running !== null && { running: writePlainRecord(running as { readonly [name: string]: PlainValue }) }) }
}
