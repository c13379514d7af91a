import { toMatrix, type Matrix, type Samples } from '../matrix/matrix.js'
import { readNumbers } from '../validation/readNumbers.js'
import { choice, optional } from '../validation/readers.js'
import type { OptionReaders, Reader } from '../validation/readOptions.js'
import type { GivenRowKnowledge } from './rowKnowledge.js'

/** Reads [N] numbers as float64. */
export const numbers: Reader<Float64Array> = readNumbers

/** Reads [N, M] numbers as a matrix. */
export const numberRows: Reader<Matrix> = (name, value) => toMatrix(value as Samples, name)

/** Readers of what is known of rows beside their values. */
export const knowledgeReaders: OptionReaders<GivenRowKnowledge> = { weights: optional(numbers), labelPriors: optional(numberRows) }

/** Readers of the options that say something about the rows. */
export const rowOptionReaders = {
  sampleWeights: optional(numbers),
  missing: optional(choice(['error', 'marginalize'])),
  labelPriors: optional(numberRows),
  noiseCovariances: optional(numberRows),
}
