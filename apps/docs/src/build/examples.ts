import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { slidersOf, type ExampleSlider } from '../runner/exampleSliders.js'
import { exampleCode, exampleNames, readRecording, type RecordedRun } from '../../../../examples/src/running/recordedRuns.js'

export interface SiteExample {
  readonly name: string
  readonly code: string
  readonly recording: RecordedRun
  readonly runsInBrowsers: boolean
  readonly sliders: readonly ExampleSlider[]
}

export const examplePath = (name: string): string => fileURLToPath(new URL(`../../../../examples/src/${name}.ts`, import.meta.url))

/** Examples that open files, use modules of Node, or ask for a backend whose own files the site does not serve, run in Node alone. */
const runsInBrowsers = (code: string): boolean => !/from '(@mixtura\/data|node:[^']*)'|useBackend\((?!'cpu'\))/.test(code)

/** @throws {Error} for an unknown name. */
export function siteExample(name: string): SiteExample {
  if (!exampleNames.includes(name)) {
    throw new Error(`an example must be one of ${exampleNames.join(', ')}, but it is ${name}. Add it to examples/src.`)
  }
  const code = exampleCode(name)
  return { name, code, recording: readRecording(name), runsInBrowsers: runsInBrowsers(code), sliders: slidersOf(code) }
}

export const browserExamples: readonly string[] = exampleNames.filter(name => runsInBrowsers(exampleCode(name)))

export const readText = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
