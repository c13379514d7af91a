import type { Curve, FitProgress } from '../../contract/fit.js'

/** The values of one metric over the steps of one run: one phase at one place, such as start 2 of 8. */
export interface Trace {
  readonly metric: string
  readonly unit: string
  readonly phase: string
  /** The places of the run, such as candidate 3 and start 2, the outermost first. */
  readonly places: readonly { readonly name: string; readonly at: number }[]
  /** [step, value] */
  readonly points: readonly (readonly [number, number])[]
}

/** Identifies places: "candidate 3 start 2". */
export const placesKey = (places: Trace['places']): string => places.map(({ name, at }) => `${name} ${at}`).join(' ')

/** Identifies the places around the innermost one: "candidate 3". */
export const outerPlacesKey = (places: Trace['places']): string => placesKey(places.slice(0, -1))

const runOf = ({ phase, places }: Pick<Trace, 'phase' | 'places'>): string => `${phase} ${placesKey(places)}`

const outerRunOf = ({ phase, places }: Pick<Trace, 'phase' | 'places'>): string => `${phase} ${outerPlacesKey(places)}`

/** [step, value] of the values that are finite. */
function pointsOf(steps: readonly number[], values: readonly (number | null)[]): readonly (readonly [number, number])[] {
  return steps.flatMap((step, at) => {
    const value = values[at] ?? null
    return value === null ? [] : [[step, value] as const]
  })
}

/** `traces` with the values of one report added. The traces of the current run are the last of their metrics. */
export function withProgress(traces: readonly Trace[], { phase, places, metrics }: Pick<FitProgress, 'phase' | 'places' | 'metrics'>): readonly Trace[] {
  const run = runOf({ phase, places })
  let all = traces
  for (const { name, unit, steps, values } of metrics) {
    const from = steps[0]
    if (from === undefined) continue
    const points = pointsOf(steps, values)
    const index = all.findIndex(known => known.metric === name && runOf(known) === run)
    const known = all[index]
    // A resumed fit may report again from its checkpoint: later values replace earlier ones.
    const kept = known?.points.filter(([step]) => step < from) ?? []
    const trace = { metric: name, unit, phase, places: places.map(({ name: place, at }) => ({ name: place, at })), points: [...kept, ...points] }
    all = known ? all.with(index, trace) : [...all, trace]
  }
  return all
}

/** The curves of one metric: the lines to draw, the most important last. */
export interface MetricCurves {
  readonly metric: string
  readonly unit: string
  /** A key of `stepNames` of the texts; null while it is unknown. */
  readonly step: string | null
  readonly lines: readonly Trace[]
}

/**
 * The curves of a running fit, one group for each metric. Of each metric, only the runs of the latest phase are shown, because
 * earlier phases may see some of the rows only.
 *
 * @param phases of the family, in order.
 */
export function liveCurves(traces: readonly Trace[], phases: readonly string[]): readonly MetricCurves[] {
  return [...new Set(traces.map(({ metric }) => metric))].map(metric => {
    const own = traces.filter(trace => trace.metric === metric)
    const latest = Math.max(...own.map(({ phase }) => phases.indexOf(phase)))
    return { metric, unit: own[0]!.unit, step: null, lines: own.filter(({ phase }) => phases.indexOf(phase) === latest) }
  })
}

/**
 * The curves of a finished fit: those of its result, each behind the other runs that led to it, if they were seen. The run
 * that became the result lies on the curve of the result and is not shown twice. Runs of a single point are left out:
 * they would only stretch the axis.
 */
export function resultCurves(curves: readonly Curve[], seen: readonly Trace[]): readonly MetricCurves[] {
  return curves.map(({ name, unit, step, steps, values }) => {
    const points = pointsOf(steps, values)
    const valueAt = new Map(points)
    const own = seen.filter(trace => trace.metric === name)
    const winner = own.findLast(trace => trace.points.length > 1 && trace.points.every(([at, value]) => valueAt.get(at) === value))
    const siblings = winner ? own.filter(trace => trace !== winner && outerRunOf(trace) === outerRunOf(winner) && trace.points.length > 1) : []
    const last: Trace = { metric: name, unit, phase: winner?.phase ?? '', places: winner?.places ?? [], points }
    return { metric: name, unit, step, lines: [...siblings, last] }
  })
}
