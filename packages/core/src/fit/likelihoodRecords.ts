import type { MixturaError } from '@mixtura/numerics'
import type { StartOutcome } from './searchStarts.js'

/** Outcome of one start of a fit that maximises a log-likelihood. */
export interface LikelihoodRecord {
  readonly start: number
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  readonly error?: MixturaError
}

export function likelihoodRecords(starts: readonly StartOutcome[]): readonly LikelihoodRecord[] {
  return starts.map(({ start, value, iterations, converged, error }) => ({ start, meanLogLikelihood: value, iterations, converged, ...(error && { error }) }))
}
