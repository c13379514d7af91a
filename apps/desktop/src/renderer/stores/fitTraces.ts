import type { CovarianceType, FitProgress, FitSummary } from '../../contract/fit.js'

/** The log-likelihood curve of one start of one candidate. */
export interface Trace {
  readonly candidate: number
  readonly start: number
  readonly components: number
  readonly covarianceType: CovarianceType
  /** [iteration, mean log-likelihood per row in nats] */
  readonly points: readonly (readonly [number, number])[]
}

/** `traces` with the points of one report added. The current start is the last. */
export function withProgress(traces: readonly Trace[], progress: FitProgress): readonly Trace[] {
  const { candidate, start, components, covarianceType, trace } = progress
  const index = traces.findIndex(known => known.candidate === candidate && known.start === start)
  const known = traces[index]
  if (trace.length === 0) return traces
  if (!known) return [...traces, { candidate, start, components, covarianceType, points: trace }]
  // A resumed fit may report again from its checkpoint: later values replace earlier ones.
  const from = trace[0]![0]
  const kept = known.points.at(-1)![0] < from ? known.points : known.points.filter(([iteration]) => iteration < from)
  return traces.with(index, { ...known, points: [...kept, ...trace] })
}

/**
 * The curves to show for a fit. While it runs, these are the curves reported so far. When it has a model, these are the
 * reported curves of the other starts of the same shape, and the model's own curve as the last. The reported curve of the
 * best start lies on the model's curve and is not shown twice. Curves of a single point are left out: they would only
 * stretch the axis.
 */
export function tracesOf({ status, model }: FitSummary, seen: readonly Trace[]): readonly Trace[] {
  if (!model || status === 'running' || status === 'paused') return seen
  const { components, covarianceType, logLikelihoods } = model
  const others = seen.filter(trace => trace.components === components && trace.covarianceType === covarianceType)
  const losers = others.filter(({ points }) => points.length > 1).filter(trace => trace.points.some(([iteration, value]) => logLikelihoods[iteration] !== value))
  const points = logLikelihoods.map((value, iteration) => [iteration, value] as const)
  return [...losers, { candidate: others[0]?.candidate ?? 1, start: 0, components, covarianceType, points }]
}
