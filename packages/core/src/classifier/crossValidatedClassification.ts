import { createRandom, InvalidOptionError, type Samples } from '@mixtura/numerics'
import { count, optional, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import type { Label } from '../metrics/encodeLabels.js'
import { takeRows } from '../statistics/takeRows.js'
import { classRows, type ClassRows } from './classRows.js'
import { classifierReaders, fitMixtureClassifier, type ClassifierOptions } from './fitMixtureClassifier.js'

export interface ClassificationCrossValidationOptions extends Omit<ClassifierOptions, 'onCandidate'> {
  /** 10 by default. */
  readonly folds?: number
}

export interface ClassificationCrossValidation {
  /** [N] the class of each row by a classifier that did not see it. */
  readonly predictions: readonly Label[]
  /** Share of rows that were given another class than theirs. */
  readonly errorRate: number
  /** Mean of ½ Σ_c (p(c | x_n) - [c is the class of n])², 0 to 1: small where the posteriors are right and sure. */
  readonly brierScore: number
}

/**
 * How well a classifier of this kind tells new rows apart: each fold is classified by one fitted to the others. Folds hold
 * each class in its share of the rows. Structures and numbers of components are chosen anew in each fold, so the choice
 * is judged as well.
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
    ...withoutReaders(classifierReaders, 'onCandidate'),
    folds: optional(count(2)),
  })
  const rows = classRows(samples, labels)
  const fewest = rows.counts.reduce((least, count) => Math.min(least, count), Infinity)
  if (folds > fewest) {
    throw new InvalidOptionError('folds', `at most the rows of the smallest class (${fewest})`, folds, 'Lower folds.')
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
      let most = 0
      for (let c = 0; c < classes.length; c++) {
        const posterior = data[at * classes.length + c]
        if (posterior > data[at * classes.length + most]) most = c
        brier += 0.5 * (posterior - (c === codes[row] ? 1 : 0)) ** 2
      }
      predictions[row] = classes[most]
    })
  }
  const wrong = predictions.filter((prediction, row) => prediction !== classes[codes[row]]).length
  return { predictions, errorRate: wrong / codes.length, brierScore: brier / codes.length }
}

/** [N] fold of each row: those of a class in random order, dealt out where the class before ended. */
function stratifiedFolds({ codes, classes }: ClassRows, folds: number, seed: number): Int32Array {
  const random = createRandom(seed)
  const foldOfRow = new Int32Array(codes.length)
  let dealt = 0
  for (let code = 0; code < classes.length; code++) {
    const own = Array.from(codes.keys()).filter(row => codes[row] === code)
    for (let i = own.length - 1; i >= 0; i--) {
      const j = random.integer(i + 1)
      foldOfRow[own[j]] = dealt++ % folds
      own[j] = own[i]
    }
  }
  return foldOfRow
}
