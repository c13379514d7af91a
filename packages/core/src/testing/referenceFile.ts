// Tests run in Node, but the package must not import from it.
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
 * Reads a file of `shared/reference`, in the folder that MIXTURA_SHARED names or next to the repository.
 *
 * @returns undefined if the file does not exist.
 */
export function readReferenceFile(name: string): ReferenceFile | undefined {
  return readShared(name) as ReferenceFile | undefined
}

/** Table of mclust's BIC, 2 ln L - p ln N, for each structure and each G from 1. */
export interface MclustFile {
  readonly bic: Readonly<Record<ParsimoniousType, readonly (number | null)[]>>
}

/** `readReferenceFile` for a file from mclust. */
export function readMclustFile(name: string): MclustFile | undefined {
  return readShared(name) as MclustFile | undefined
}

function readShared(name: string): unknown {
  const given = process.env.MIXTURA_SHARED
  const folder = given ? pathToFileURL(`${given}/`) : new URL('../../../../../shared', import.meta.url)
  const url = new URL(`reference/${name}`, folder)
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined
}
