import { readReport, writeReport } from '../report.js'

/** A run, told apart from others by its set, its design, its seed and whether it was a quick one. */
export interface GanRun {
  readonly set: string
  readonly design: string
  readonly seed: number
  readonly quick: boolean
  readonly backend: string
  readonly steps: number
  readonly modes: number
  /** Undefined where quality is not measured. */
  readonly highQualityShare?: number
  /** KL(modes of generated rows ‖ modes of the data), nats. */
  readonly reverseKlDivergence: number
  /** Of training, by the clock. */
  readonly seconds: number
  /** Of training, all threads of this process together. */
  readonly processorSeconds: number
}

/** Adds a run to the report, in which runs of earlier calls stay unless they are repeated. */
export function addToReport(run: GanRun, path: string | null): void {
  const before = readReport<{ readonly runs: readonly GanRun[] }>('gan', path)?.runs ?? []
  const identity = ({ set, design, seed, quick }: GanRun): string => [set, design, seed, quick].join()
  const others = before.filter(other => identity(other) !== identity(run))
  const runs = [...others, run].sort((a, b) => a.set.localeCompare(b.set) || a.design.localeCompare(b.design) || a.seed - b.seed)
  writeReport('gan', { node: process.versions.node, runs }, path)
}

/** Seconds of something, by the clock and of the processor. */
export async function timed<Result>(act: () => Promise<Result>): Promise<{ readonly result: Result; readonly seconds: number; readonly processorSeconds: number }> {
  const began = performance.now()
  const used = process.cpuUsage()
  const result = await act()
  const { user, system } = process.cpuUsage(used)
  return { result, seconds: (performance.now() - began) / 1e3, processorSeconds: (user + system) / 1e6 }
}
