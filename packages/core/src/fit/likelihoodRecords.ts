import type { MixturaError } from '@mixtura/numerics'
import type { StartOutcome } from './searchStarts.js'

/** Outcome of one start of a fit that maximises a log-likelihood. */
export interface LikelihoodRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if the start failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** Why the start failed. */
  readonly error?: MixturaError
}

export function likelihoodRecords(starts: readonly StartOutcome[]): readonly LikelihoodRecord[] {
  return starts.map(({ start, value, iterations, converged, error }) => ({ start, meanLogLikelihood: value, iterations, converged, ...(error && { error }) }))
}
