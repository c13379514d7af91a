import { createRandom, InvalidOptionError, type Samples, shuffledRows } from '@mixtura/numerics'
import { count, optional, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import type { Label } from '../metrics/encodeLabels.js'
import { takeRows } from '../statistics/takeRows.js'
import { classRows, type ClassRows } from './classRows.js'
import { classifierReaders, type ClassifierOptions } from './classifierOptions.js'
import { fitMixtureClassifier } from './fitMixtureClassifier.js'

/** Options of `crossValidatedClassification`. */
export interface ClassificationCrossValidationOptions extends Omit<ClassifierOptions, 'onCandidate' | 'onProgress' | 'resume'> {
  /** 10 by default. */
  readonly folds?: number
}

/** Result of `crossValidatedClassification`. */
export interface ClassificationCrossValidation {
  /** [N] predicted class of each row, by a classifier fitted without it. */
  readonly predictions: readonly Label[]
  /** Share of rows with a wrong prediction. */
  readonly errorRate: number
  /** Mean of ½ Σ_c (p(c | x_n) - [c is the class of n])², from 0 (certain and right) to 1 (certain and wrong). */
  readonly brierScore: number
}

/**
 * Estimates how well a classifier predicts new rows: the rows of each fold are classified by one fitted to the other folds.
 * Folds are stratified by class. Each fold chooses its structures and numbers of components anew, so the estimate includes
 * the effect of that choice.
 *
 * @param samples [N, D], finite.
 * @param labels  [N]
 * @throws {InvalidOptionError} for fewer than 2 folds, or more than the smallest class has rows.
 * @throws all that `fitMixtureClassifier` throws.
 * @see Stone, Cross-validatory choice and assessment of statistical predictions (1974); Brier, Verification of forecasts
 *   expressed in terms of probability (1950).
 */
export async function crossValidatedClassification(
  samples: Samples,
  labels: ArrayLike<Label>,
  given: ClassificationCrossValidationOptions = {},
): Promise<ClassificationCrossValidation> {
  const { folds = 10, ...options } = readOptions<ClassificationCrossValidationOptions>('crossValidatedClassification', given, {
    ...withoutReaders(classifierReaders, 'onCandidate', 'onProgress', 'resume'),
    folds: optional(count(2)),
  })
  const rows = classRows(samples, labels)
  const smallestClass = rows.counts.reduce((smallest, count) => Math.min(smallest, count), Infinity)
  if (folds > smallestClass) {
    throw new InvalidOptionError('folds', `at most the rows of the smallest class (${smallestClass})`, folds, 'Lower folds.')
  }
  const { codes, classes } = rows
  const foldOfRow = stratifiedFolds(rows, folds, options.seed ?? 0)
  const everyRow = Uint32Array.from(codes.keys())
  const predictions = new Array<Label>(codes.length)
  let brier = 0
  for (let fold = 0; fold < folds; fold++) {
    const seen = everyRow.filter(row => foldOfRow[row] !== fold)
    const heldOut = everyRow.filter(row => foldOfRow[row] === fold)
    const { classifier } = await fitMixtureClassifier(
      takeRows(rows.samples, seen),
      Array.from(seen, row => classes[codes[row]]),
      options,
    )
    const { data } = await classifier.posteriors(takeRows(rows.samples, heldOut))
    heldOut.forEach((row, at) => {
      let mostProbable = 0
      for (let c = 0; c < classes.length; c++) {
        const posterior = data[at * classes.length + c]
        if (posterior > data[at * classes.length + mostProbable]) mostProbable = c
        brier += 0.5 * (posterior - (c === codes[row] ? 1 : 0)) ** 2
      }
      predictions[row] = classes[mostProbable]
    })
  }
  const wrong = predictions.filter((prediction, row) => prediction !== classes[codes[row]]).length
  return { predictions, errorRate: wrong / codes.length, brierScore: brier / codes.length }
}

/** [N] fold of each row: the rows of each class are shuffled and dealt to the folds in turn. */
function stratifiedFolds({ codes, classes }: ClassRows, folds: number, seed: number): Int32Array {
  const random = createRandom(seed)
  const foldOfRow = new Int32Array(codes.length)
  let dealt = 0
  for (let code = 0; code < classes.length; code++) {
    const members = Array.from(codes.keys()).filter(row => codes[row] === code)
    for (const at of shuffledRows(members.length, random)) foldOfRow[members[at]] = dealt++ % folds
  }
  return foldOfRow
}
