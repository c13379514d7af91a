// Tests run in Node; what they test does not.
// eslint-disable-next-line no-restricted-imports
import { existsSync, readFileSync } from 'node:fs'
// eslint-disable-next-line no-restricted-imports
import { pathToFileURL } from 'node:url'
import type { ParsimoniousType } from '../covariance/covarianceStructure.js'
import type { GoldenRun } from './goldenRun.js'

/** A data set and runs of scikit-learn on it. */
export interface ReferenceFile {
  /** [N, D] */
  readonly data: readonly (readonly number[])[]
  readonly runs: readonly GoldenRun[]
}

/**
 * A file of `shared/reference`: under the folder that MIXTURA_SHARED names, or beside the repository.
 *
 * @returns undefined where there is none.
 */
export function readReferenceFile(name: string): ReferenceFile | undefined {
  return readShared(name) as ReferenceFile | undefined
}

/** A table of mclust: what its BIC is, by its sign 2 ln L - p ln N, for each structure and each G from 1. */
export interface MclustFile {
  readonly bic: Readonly<Record<ParsimoniousType, readonly (number | null)[]>>
}

/** As `readReferenceFile`, for a file of mclust's. */
export function readMclustFile(name: string): MclustFile | undefined {
  return readShared(name) as MclustFile | undefined
}

function readShared(name: string): unknown {
  const given = process.env.MIXTURA_SHARED
  const folder = given ? pathToFileURL(`${given}/`) : new URL('../../../../../shared', import.meta.url)
  const url = new URL(`reference/${name}`, folder)
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined
}
