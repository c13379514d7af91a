import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Writes a report as JSON, to `path` or to results/NAME.json, and says where. */
export function writeReport(name: string, report: unknown, path: string | null = null): void {
  const file = fileOf(name, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(report, null, 2))
  console.log(`written to ${file}`)
}

/** What an earlier call wrote; null if there is none. */
export function readReport<Report>(name: string, path: string | null = null): Report | null {
  const file = fileOf(name, path)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
}

function fileOf(name: string, path: string | null): string {
  return path ?? fileURLToPath(new URL(`../results/${name}.json`, import.meta.url))
}
