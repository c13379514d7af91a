/** Sums and counts of the metrics of the current epoch. */
export interface RunningMeans {
  readonly sums: Readonly<Record<string, number>>
  /** Number of steps that reported each metric. */
  readonly counts: Readonly<Record<string, number>>
}

export const noMeans: RunningMeans = { sums: {}, counts: {} }

export function addMetrics({ sums, counts }: RunningMeans, metrics: Readonly<Record<string, number>>): RunningMeans {
  const added = { sums: { ...sums }, counts: { ...counts } }
  for (const [name, value] of Object.entries(metrics)) {
    added.sums[name] = (sums[name] ?? 0) + value
    added.counts[name] = (counts[name] ?? 0) + 1
  }
  return added
}

export function meansOf({ sums, counts }: RunningMeans): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / counts[name]]))
}
