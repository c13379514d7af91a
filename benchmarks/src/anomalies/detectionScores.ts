/** Quality of anomaly scores. */
export interface DetectionScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Probability that an anomalous row has a higher score than a normal one. */
  readonly areaUnderCurve: number
}

/** Flags the highest scores; their number is the known number of anomalous rows, as in the paper. */
export function detectionScores(scores: ArrayLike<number>, isAnomalous: Uint8Array): DetectionScores {
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
