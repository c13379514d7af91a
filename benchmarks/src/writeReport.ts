import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Writes a report as JSON, to `path` or to results/NAME.json, and says where. */
export function writeReport(name: string, report: unknown, path: string | null = null): void {
  const folder = fileURLToPath(new URL('../results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const file = path ?? join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(report, null, 2))
  console.log(`written to ${file}`)
}
