import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeReport } from '../writeReport.js'

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

/** Runs of earlier calls stay in the report unless they are repeated: long tables are made seed by seed. */
export function addToReport(run: VaeRun, path: string | null): readonly VaeRun[] {
  const file = path ?? fileURLToPath(new URL('../../results/vae.json', import.meta.url))
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly runs: readonly VaeRun[] }).runs : []
  const isSame = (other: VaeRun): boolean =>
    (['table', 'subject', 'seed', 'rows', 'quick'] as const).every(key => other[key] === run[key])
  const runs = [...before.filter(other => !isSame(other)), run].sort(
    (a, b) => a.table.localeCompare(b.table) || a.rows - b.rows || a.subject.localeCompare(b.subject) || a.seed - b.seed,
  )
  writeReport('vae', { node: process.versions.node, runs }, path)
  return runs
}
