import { createRandom, InvalidOptionError, type Samples, shuffledRows, toMatrix } from '@mixtura/numerics'
import { count, optional, type OptionReaders, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { gaussianFitDefaults } from '../fit/fitDefaults.js'
import type { FitOptions } from '../fit/fitOptions.js'
import { selectionDefaults } from './selectionTypes.js'
import { takeEntries, takeRows } from '../statistics/takeRows.js'
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { fitOptionReaders } from '../fit/fitOptionReaders.js'

/** Options of `crossValidatedLogLikelihood`. */
export interface CrossValidationOptions
  extends Omit<FitOptions, 'labelPriors' | 'noiseCovariances' | 'onIteration' | 'onProgress' | 'resume'> {
  /** 5 by default. */
  readonly folds?: number
}

const crossValidationReaders: OptionReaders<CrossValidationOptions> = {
  ...withoutReaders(fitOptionReaders, 'labelPriors', 'noiseCovariances', 'onIteration', 'onProgress', 'resume'),
  folds: optional(count(2)),
}

/** Result of `crossValidatedLogLikelihood`. */
export interface CrossValidation {
  /** Weighted mean of the log-density of each row under a mixture that was fitted without it, nats per sample. */
  readonly meanLogLikelihood: number
  /** Standard error of that mean, from the spread between rows. */
  readonly standardError: number
}

/**
 * Measures how well a mixture of this shape predicts new rows. Each fold is evaluated under a mixture that was fitted to the other
 * folds. Larger is better.
 *
 * @param samples [N, D].
 * @throws {InvalidOptionError} for fewer than 2 folds, or more folds than rows; and all that a fit throws.
 * @see Smyth, Model selection for probabilistic clustering using cross-validated likelihood (2000).
 */
export async function crossValidatedLogLikelihood(
  samples: Samples,
  given: CrossValidationOptions,
): Promise<CrossValidation> {
  const { folds = selectionDefaults.folds, ...options } = readOptions('crossValidatedLogLikelihood', given, crossValidationReaders)
  const data = toMatrix(samples)
  if (folds > data.rows) {
    throw new InvalidOptionError('folds', `at most the number of rows (${data.rows})`, folds, 'Lower folds.')
  }
  const { missing = gaussianFitDefaults.missing, ...fitOptions } = options
  const { weights: sampleWeights } = acceptRowKnowledge({ weights: options.sampleWeights }, data.rows)
  const foldOfRow = shuffledFolds(data.rows, folds, options.seed ?? gaussianFitDefaults.seed)
  const everyRow = Uint32Array.from(foldOfRow.keys())
  const scored: { readonly logDensity: number; readonly weight: number }[] = []
  for (let fold = 0; fold < folds; fold++) {
    const seen = everyRow.filter(row => foldOfRow[row] !== fold)
    const heldOut = everyRow.filter(row => foldOfRow[row] === fold)
    const { model } = await fitGaussianMixture(takeRows(data, seen), {
      ...fitOptions,
      missing,
      ...(sampleWeights && { sampleWeights: takeEntries(sampleWeights, seen) }),
    })
    const logDensities = await model.logDensity(takeRows(data, heldOut), { missing })
    heldOut.forEach((row, at) => {
      const weight = sampleWeights ? sampleWeights[row] : 1
      if (weight > 0) scored.push({ logDensity: logDensities[at], weight })
    })
  }
  const totalWeight = scored.reduce((sum, { weight }) => sum + weight, 0)
  const mean = scored.reduce((sum, { logDensity, weight }) => sum + weight * logDensity, 0) / totalWeight
  const spread = scored.reduce((sum, { logDensity, weight }) => sum + weight * (logDensity - mean) ** 2, 0)
  return { meanLogLikelihood: mean, standardError: Math.sqrt(spread / (totalWeight - 1) / totalWeight) }
}

/** [N] fold of each row: folds of nearly equal size in random order. */
function shuffledFolds(rows: number, folds: number, seed: number): Uint32Array {
  return shuffledRows(rows, createRandom(seed)).map(at => at % folds)
}
