import type { Moment } from '../../../contract/path.js'

/** The curve of a path: one line for each run of EM, and the place of each step on it. */
export interface PathLines {
  /** Points of polylines. */
  readonly lines: readonly string[]
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

/** Share of the lowest values that are drawn at the bottom: first steps lie so far below the others that these would be one flat line. */
const lowestShare = 0.1
const margin = 6

export function pathLines(moments: readonly Moment[], { width, height }: { readonly width: number; readonly height: number }): PathLines {
  const known = moments.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b)
  const low = known[Math.floor(lowestShare * known.length)] ?? 0
  const high = known.at(-1) ?? 1
  const points = moments.map(({ value }, at) => {
    const share = value === null || high <= low ? (value === null ? 0 : 1) : Math.max(0, (value - low) / (high - low))
    return { x: moments.length > 1 ? (at / (moments.length - 1)) * width : width / 2, y: margin + (height - 2 * margin) * (1 - share) }
  })
  const runs: string[][] = []
  moments.forEach((moment, at) => {
    const before = moments[at - 1]
    const goesOn = before !== undefined && before.phase === moment.phase && before.step < moment.step && before.places.every(({ at: place }, i) => place === moment.places[i]?.at)
    const point = `${points[at]!.x.toFixed(1)},${points[at]!.y.toFixed(1)}`
    if (goesOn) runs.at(-1)!.push(point)
    else runs.push([point])
  })
  return { lines: runs.map(run => (run.length === 1 ? `${run[0]!} ${run[0]!}` : run.join(' '))), points }
}
