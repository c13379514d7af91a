import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ExampleRun } from './runExample.js'

/** A run that is kept beside the example. Tests compare its lines with those of a new run, and the site shows it. */
export interface RecordedRun extends ExampleRun {
  /** ISO 8601 day. */
  readonly date: string
  readonly node: string
  readonly processor: string
}

const source = (path: string): URL => new URL(`../${path}`, import.meta.url)

/** Names of all examples: the modules of src, in alphabetical order. */
export const exampleNames: readonly string[] = readdirSync(source('.'))
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(name => name.slice(0, -'.ts'.length))
  .sort()

export const exampleCode = (name: string): string => readFileSync(source(`${name}.ts`), 'utf8')

export const recordingPath = (name: string): string => fileURLToPath(new URL(`../../recorded/${name}.json`, import.meta.url))

/** @throws {Error} if the example has not been recorded. */
export function readRecording(name: string): RecordedRun {
  return JSON.parse(readFileSync(recordingPath(name), 'utf8')) as RecordedRun
}
