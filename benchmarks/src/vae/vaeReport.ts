import { readReport, writeReport } from '../report.js'

/** A run, told apart from others by its table, its subject, its seed, its rows and whether it was a quick one. */
export interface VaeRun {
  readonly table: 'likelihood' | 'clusters'
  readonly subject: string
  readonly seed: number
  /** Of the training. */
  readonly rows: number
  readonly quick: boolean
  readonly settings: unknown
  readonly figures: Readonly<Record<string, number>>
}

/** What tells a run from others, before it has figures. */
export type PlannedVaeRun = Omit<VaeRun, 'figures'>

/** The same run of an earlier call, settings included: long tables go on where they were cut off. */
export function earlierRun(planned: PlannedVaeRun, path: string | null): VaeRun | undefined {
  const settings = JSON.stringify(planned.settings)
  return readRuns(path).find(run => isSame(run, planned) && JSON.stringify(run.settings) === settings)
}

/** Runs of earlier calls stay in the report unless this one replaces them. */
export function addToReport(run: VaeRun, path: string | null): void {
  const runs = [...readRuns(path).filter(other => !isSame(other, run)), run].sort(
    (a, b) => a.table.localeCompare(b.table) || a.rows - b.rows || a.subject.localeCompare(b.subject) || a.seed - b.seed,
  )
  writeReport('vae', { node: process.versions.node, runs }, path)
}

function readRuns(path: string | null): readonly VaeRun[] {
  return readReport<{ readonly runs: readonly VaeRun[] }>('vae', path)?.runs ?? []
}

function isSame(a: PlannedVaeRun, b: PlannedVaeRun): boolean {
  return (['table', 'subject', 'seed', 'rows', 'quick'] as const).every(key => a[key] === b[key])
}
