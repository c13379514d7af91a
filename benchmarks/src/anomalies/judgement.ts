/** How well scores tell anomalous rows from normal ones. */
export interface Judgement {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Chance that an anomalous row has the higher score than a normal one. */
  readonly areaUnderCurve: number
}

/** Flags as many of the highest scores as there are anomalous rows: the known share, as in the paper. */
export function judge(scores: ArrayLike<number>, isAnomalous: Uint8Array): Judgement {
  const order = Array.from(isAnomalous.keys()).sort((a, b) => scores[b]! - scores[a]!)
  const anomalous = isAnomalous.reduce((sum, value) => sum + value, 0)
  const found = order.slice(0, anomalous).reduce((sum, n) => sum + isAnomalous[n]!, 0)
  const [precision, recall] = [found / anomalous, found / anomalous]
  let passed = 0
  let pairs = 0
  for (const n of order) {
    if (isAnomalous[n]) passed++
    else pairs += passed
  }
  const areaUnderCurve = pairs / (anomalous * (isAnomalous.length - anomalous))
  return { precision, recall, f1: found === 0 ? 0 : (2 * precision * recall) / (precision + recall), areaUnderCurve }
}
