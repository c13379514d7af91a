import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FitRecord } from '../contract/annotations.js'
import type { DatasetSummary } from '../contract/dataset.js'

/** The packages that decide what a fit computes. */
const packages = ['@mixtura/core', '@mixtura/data', '@mixtura/models', '@mixtura/numerics', '@mixtura/tensor']

let known: FitRecord['versions'] | null = null

/** What is known of a fit when it starts: its data and the versions that fit it. The hash of the data follows. */
export function fitRecord({ name, rows }: Pick<DatasetSummary, 'name' | 'rows'>, studio: string): FitRecord {
  known ??= [{ name: 'Mixtura Studio', version: studio }, ...packages.flatMap(versionOf), { name: 'Node.js', version: process.versions.node }]
  return { startedAt: Date.now(), data: { name, rows, sha256: null }, versions: known }
}

function versionOf(name: string): FitRecord['versions'] {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`)
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return [{ name, version }]
}
