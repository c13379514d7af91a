import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EmReport } from '../em/emReport.js'
import { readReport } from '../report.js'
import { emFits, emIterations, emScaling, emSummary } from './emFigures.js'

/** Documents with regions of figures; paths from the root of the repository. */
export const documents = ['README.md', 'packages/core/README.md', 'benchmarks/README.md'] as const

/** Renders each region from results/NAME.json. */
const renderers: Readonly<Record<string, () => string>> = {
  'em-summary': () => emSummary(readEm()),
  'em-iterations': () => emIterations(readEm()),
  'em-fits': () => emFits(readEm()),
  'em-scaling': () => emScaling(readEm()),
}

const readEm = (): EmReport => readReport<EmReport>('em') ?? {}

/** @throws {Error} for an unknown name. */
export function renderRegion(name: string): string {
  const render = renderers[name]
  if (!render) throw new Error(`a region of figures must be one of ${Object.keys(renderers).join(', ')}, but it is ${name}. Add its renderer to figures/documents.ts.`)
  return render()
}

export const documentPath = (document: string): string => fileURLToPath(new URL(`../../../${document}`, import.meta.url))

export const readDocument = (document: string): string => readFileSync(documentPath(document), 'utf8')
