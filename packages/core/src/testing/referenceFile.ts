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

/** A table of categories, and the best latent class models of 30 starts. */
export interface LatentClassSet {
  readonly columns: readonly string[]
  /** Levels of each column. */
  readonly levels: readonly (readonly string[])[]
  readonly fits: readonly LatentClassFit[]
  /** [N, D] codes of the levels, NaN where a cell is missing. */
  readonly samples: readonly (readonly number[])[]
}

export interface LatentClassFit {
  readonly classes: number
  readonly logLikelihood: number
  readonly parameters: number
  readonly bic: number
  readonly aic: number
  /** Largest first. */
  readonly weights: readonly number[]
  /** [class][column][level] */
  readonly probabilities: readonly (readonly (readonly number[])[])[]
}

/** `readReferenceFile` for a data set of latent class analysis. */
export function readLatentClassSet(name: string): LatentClassSet | undefined {
  const sets = readShared('latent-class/latent-class.json') as Readonly<Record<string, Omit<LatentClassSet, 'samples'>>> | undefined
  const table = sharedFile(`latent-class/${name}.csv`)
  if (!sets || !existsSync(table)) return undefined
  const [, ...lines] = readFileSync(table, 'utf8').trim().split('\n')
  const { levels } = sets[name]
  return { ...sets[name], samples: lines.map(line => line.split(',').map((cell, column) => (cell === '' ? NaN : levels[column].indexOf(cell)))) }
}

function readShared(name: string): unknown {
  const url = sharedFile(name)
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined
}

function sharedFile(name: string): URL {
  const given = process.env.MIXTURA_SHARED
  return new URL(`reference/${name}`, given ? pathToFileURL(`${given}/`) : new URL('../../../../../shared/', import.meta.url))
}
