import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { provenance } from './provenance.js'

/** Writes a report and its provenance as JSON to `path` or results/NAME.json, and prints the path. */
export function writeReport(name: string, report: object, path: string | null = null): void {
  const file = fileOf(name, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...report, provenance: provenance() }, null, 2)}\n`)
  console.log(`written to ${file}`)
}

/** The report that an earlier call wrote; null if there is none. */
export function readReport<Report>(name: string, path: string | null = null): Report | null {
  const file = fileOf(name, path)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
}

/** Path of a file among the results. */
export const resultsFile = (name: string): string => fileURLToPath(new URL(`../results/${name}`, import.meta.url))

const fileOf = (name: string, path: string | null): string => path ?? resultsFile(`${name}.json`)
