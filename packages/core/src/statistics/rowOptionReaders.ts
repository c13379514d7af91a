import { type Matrix, type Samples, toMatrix } from '@mixtura/numerics'
import { choice, count, optional, type OptionReaders, type Reader, readNumbers } from '@mixtura/numerics/validation'
import { kernelNames } from '../kernels/kernels.js'
import type { GivenRowKnowledge } from './rowKnowledge.js'

/** Reads [N, M] numbers as a matrix. */
const numberRows: Reader<Matrix> = (name, value) => toMatrix(value as Samples, name)

/** Readers of what is known about rows besides their values. */
export const knowledgeReaders: OptionReaders<GivenRowKnowledge> = { weights: optional(readNumbers), labelPriors: optional(numberRows) }

/** Readers of `RowOptions`: what is known about the rows, and how their statistics are computed. */
export const rowOptionReaders = {
  sampleWeights: optional(readNumbers),
  missing: optional(choice(['error', 'marginalize'])),
  labelPriors: optional(numberRows),
  noiseCovariances: optional(numberRows),
  kernels: optional(choice(kernelNames)),
  threads: optional(count(1)),
}
