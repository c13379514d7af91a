import type { SetSummary } from './summarizeSet.js'

/** An order of the columns and a sign for each; -1 mirrors the column about its mean. */
export interface View {
  /** [D] index of the set's column at each position. */
  readonly order: readonly number[]
  /** [D] 1 or -1 for each of the set's columns. */
  readonly signs: readonly number[]
}

/**
 * The first `count` of the D 2ᴰ views of D columns. They start with the unchanged view, followed by all mirrorings of the
 * original column order, then all mirrorings of the order rotated by one, and so on.
 */
export function viewsOf(columns: number, count: number): readonly View[] {
  const mirrorings = 2 ** columns
  return Array.from({ length: Math.min(count, columns * mirrorings) }, (_, view) => {
    const turn = Math.floor(view / mirrorings)
    return {
      order: Array.from({ length: columns }, (_unused, i) => (i + turn) % columns),
      signs: Array.from({ length: columns }, (_unused, i) => (Math.floor(view / 2 ** i) % 2 === 0 ? 1 : -1)),
    }
  })
}

/** Applies a view to a summary: the same cells with reordered and mirrored columns. */
export function summaryFrom({ frame, weights, means, covariances }: SetSummary, { order, signs }: View): SetSummary {
  const columns = order.length
  const turnedMeans = means.map((_, at) => {
    const [cell, column] = [Math.floor(at / columns), order[at % columns]]
    return signs[column] * means[cell * columns + column]
  })
  const size = columns * columns
  const turnedCovariances = covariances.map((_, at) => {
    const [cell, row, column] = [Math.floor(at / size), order[Math.floor(at / columns) % columns], order[at % columns]]
    return signs[row] * signs[column] * covariances[cell * size + row * columns + column]
  })
  return { frame, weights, means: turnedMeans, covariances: turnedCovariances }
}
