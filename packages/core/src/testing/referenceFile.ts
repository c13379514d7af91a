// Tests run in Node; what they test does not.
// eslint-disable-next-line no-restricted-imports
import { existsSync, readFileSync } from 'node:fs'
import type { GoldenRun } from './goldenRun.js'

/** A data set and runs of scikit-learn on it. */
export interface ReferenceFile {
  /** [N, D] */
  readonly data: readonly (readonly number[])[]
  readonly runs: readonly GoldenRun[]
}

/**
 * A file of `shared/reference`, a folder that may stand beside the repository.
 *
 * @returns undefined where there is none.
 */
export function readReferenceFile(name: string): ReferenceFile | undefined {
  const url = new URL(`../../../../../shared/reference/${name}`, import.meta.url)
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as ReferenceFile) : undefined
}
