import { readReport, writeReport } from '../report.js'

/** A run, identified by its set, design, seed and whether it was quick. */
export interface GanRun {
  readonly set: string
  readonly design: string
  readonly seed: number
  readonly quick: boolean
  readonly backend: string
  readonly steps: number
  readonly modes: number
  /** Undefined if quality is not measured. */
  readonly highQualityShare?: number
  /** KL(modes of generated rows ‖ modes of the data), nats. */
  readonly reverseKlDivergence: number
  /** Elapsed time of training. */
  readonly seconds: number
  /** Processor time of training over all threads of this process. */
  readonly processorSeconds: number
}

/** Adds a run to the report, and replaces an earlier run with the same identity. */
export function addToReport(run: GanRun, path: string | null): void {
  const before = readReport<{ readonly runs: readonly GanRun[] }>('gan', path)?.runs ?? []
  const identity = ({ set, design, seed, quick }: GanRun): string => [set, design, seed, quick].join()
  const others = before.filter(other => identity(other) !== identity(run))
  const runs = [...others, run].sort((a, b) => a.set.localeCompare(b.set) || a.design.localeCompare(b.design) || a.seed - b.seed)
  writeReport('gan', { node: process.versions.node, runs }, path)
}

/** Runs `act` and measures its elapsed and processor time. */
export async function timed<Result>(act: () => Promise<Result>): Promise<{ readonly result: Result; readonly seconds: number; readonly processorSeconds: number }> {
  const began = performance.now()
  const used = process.cpuUsage()
  const result = await act()
  const { user, system } = process.cpuUsage(used)
  return { result, seconds: (performance.now() - began) / 1e3, processorSeconds: (user + system) / 1e6 }
}
