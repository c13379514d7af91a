import type { MixedTable } from '../mixed/fitMixedMixture.js'

/** A table of binary columns as its patterns, with how often each occurs. */
export interface PatternTable extends MixedTable {
  readonly samples: readonly (readonly number[])[]
  readonly sampleWeights: readonly number[]
}

function patternTable(names: string, patterns: readonly (readonly [string, number])[]): PatternTable {
  return {
    columns: Array.from(names, name => ({ kind: 'binary', name })),
    samples: patterns.map(([pattern]) => Array.from(pattern, Number)),
    sampleWeights: patterns.map(([, count]) => count),
  }
}

/**
 * Seven pathologists' diagnoses (A to G) of 118 slides: 1 is carcinoma of the uterine cervix.
 *
 * @see Agresti, Categorical Data Analysis (2002), table 13.1. Linzer & Lewis, poLCA: an R package for polytomous variable latent class
 *   analysis (2011), sec. 5.1: with three classes the log-likelihood is -293.705 and BIC 697.1357.
 */
export const carcinoma = patternTable('ABCDEFG', [
  ['0000000', 34],
  ['0000100', 2],
  ['0100000', 6],
  ['0100001', 1],
  ['0100100', 4],
  ['0100101', 5],
  ['1000000', 2],
  ['1010101', 1],
  ['1100000', 2],
  ['1100001', 1],
  ['1100100', 2],
  ['1100101', 7],
  ['1100111', 1],
  ['1101001', 1],
  ['1101101', 2],
  ['1101111', 3],
  ['1110101', 13],
  ['1110111', 5],
  ['1111101', 10],
  ['1111111', 16],
])

/**
 * Answers of 216 people to four dilemmas (A to D): 0 is the universalistic answer, 1 the particularistic one.
 *
 * @see Stouffer & Toby, Role conflict and personality (1951); Goodman (1974), whose two classes have a likelihood-ratio chi-square of 2.720.
 */
export const roleConflict = patternTable('ABCD', [
  ['0000', 20],
  ['0001', 2],
  ['0010', 9],
  ['0011', 2],
  ['0100', 6],
  ['0101', 1],
  ['0110', 4],
  ['0111', 1],
  ['1000', 38],
  ['1001', 7],
  ['1010', 24],
  ['1011', 6],
  ['1100', 25],
  ['1101', 6],
  ['1110', 23],
  ['1111', 42],
])
