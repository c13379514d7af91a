import type { Anomalies } from '../../contract/anomalies.js'
import type { CrossTable, FitComparison } from '../../contract/comparisons.js'

const agreement = { counts: Float64Array.of(170, 5, 3, 90), matches: [0, 1], adjustedRandIndex: 0.88, normalizedMutualInformation: 0.8, accuracy: 0.97 }

export const fakeCrossTable: CrossTable = { ...agreement, groups: [0, 1], values: ['long', 'short'], missing: 4, compared: 268 }

export const fakeComparison: FitComparison = {
  ...agreement, firstGroups: [0, 1], secondGroups: [0, 1], shared: 268, onlyFirst: 4, onlySecond: 0, columns: ['eruptions', 'waiting'],
  pairs: [0, 1].map(k => ({ first: k, second: k, firstMean: Float64Array.of(4.3, 80), secondMean: Float64Array.of(4.2, 79), firstDeviation: Float64Array.of(0.4, 6), secondDeviation: Float64Array.of(0.5, 7) })),
}

export const fakeAnomalies = (rate: number): Anomalies => ({
  threshold: 7.25, ordinary: 'drawn', compared: 10_000, alarms: Math.round(10_000 * rate), interval: [0.8 * rate, 1.25 * rate], flagged: 3, total: 272,
  histogram: { minimum: 3, maximum: 8, rows: new Uint32Array(48).fill(5), ordinary: new Uint32Array(48).fill(200) },
  strangest: { rows: Uint32Array.of(12, 40, 7), scores: Float64Array.of(9.1, 8, 7.5), values: Float64Array.of(3, 45, 2.8, 90, 3.1, 50), contributions: Float64Array.of(2, 14, 9, 1, 5, 6) },
})
