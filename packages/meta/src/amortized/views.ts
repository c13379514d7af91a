import type { SetSummary } from './summarizeSet.js'

/** How a set is seen: which column stands where, and which are mirrored about their means. */
export interface View {
  /** [D] the set's column at each place. */
  readonly order: readonly number[]
  /** [D] 1 or -1, of the set's columns. */
  readonly signs: readonly number[]
}

/**
 * The first `count` views of D columns, the plain one first: all mirrorings of the present order of columns, then those of
 * the order turned round by one, and so on. There are D 2ᴰ of them.
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

/** The summary as the network sees it from a view: the same cells, elsewhere. */
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
