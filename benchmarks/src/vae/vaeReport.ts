import { readReport, writeReport } from '../report.js'

/** A run, identified by its table, subject, seed, rows and whether it was quick. */
export interface VaeRun {
  readonly table: 'likelihood' | 'clusters'
  readonly subject: string
  readonly seed: number
  /** Number of training rows. */
  readonly rows: number
  readonly quick: boolean
  readonly settings: unknown
  readonly figures: Readonly<Record<string, number>>
}

/** A run before it has figures. */
export type PlannedVaeRun = Omit<VaeRun, 'figures'>

/** The same run with the same settings from an earlier call, so that interrupted tables can be continued. */
export function earlierRun(planned: PlannedVaeRun, path: string | null): VaeRun | undefined {
  const settings = JSON.stringify(planned.settings)
  return readRuns(path).find(run => isSame(run, planned) && JSON.stringify(run.settings) === settings)
}

/** Adds a run to the report, and replaces an earlier run with the same identity. */
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
