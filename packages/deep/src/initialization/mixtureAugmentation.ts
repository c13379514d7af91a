import { fitMixtureClassifier, type ClassifierOptions, type MixtureClassifier } from '@mixtura/core'
import { forkSeed, type Matrix, type Samples } from '@mixtura/numerics'
import { count, optional, readOptions, seed, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { acceptSamples } from '../samples/prepareSamples.js'

/** Options of `mixtureAugmentation`. */
export interface MixtureAugmentationOptions {
  /** Number of rows to draw for each class. */
  readonly rowsPerClass: number
  /** How the classes' mixtures are fitted. By default BIC chooses their structure and number of components. */
  readonly classifier?: ClassifierOptions
  /** Seed of the draws, a whole number from 0; 0 by default. */
  readonly seed?: number
}

/** Not checked here: `fitMixtureClassifier` checks these options. */
const classifierOptions: Reader<ClassifierOptions> = (_name, value) => value as ClassifierOptions

const augmentationReaders: OptionReaders<MixtureAugmentationOptions> = {
  rowsPerClass: count(1),
  classifier: optional(classifierOptions),
  seed: optional(seed),
}

/** Result of `mixtureAugmentation`. */
export interface AugmentedSamples<Label extends string | number> {
  /** [N + drawn, D] the given rows, then the drawn rows, class by class. */
  readonly samples: Matrix
  /** [N + drawn] label of each row. */
  readonly labels: readonly Label[]
  /** The fitted mixtures that rows were drawn from. */
  readonly classifier: MixtureClassifier
}

/**
 * Adds rows to labelled data: fits a mixture to each class and draws rows from it. This helps a network if there are few rows
 * and the classes really are such mixtures. Measure the gain on held-out rows.
 *
 * @param samples [N, D], finite.
 * @param labels [N] of at least two classes.
 * @throws {InvalidOptionError} {ShapeError} {NonFiniteValuesError} for invalid input.
 * @throws {SingularClassError} {TooFewRowsError} if no mixture can be fitted to the rows of a class.
 */
export async function mixtureAugmentation<Label extends string | number>(
  samples: Samples,
  labels: ArrayLike<Label>,
  options: MixtureAugmentationOptions,
): Promise<AugmentedSamples<Label>> {
  const { rowsPerClass, classifier: ofClasses, seed: drawnBy = 0 } = readOptions<MixtureAugmentationOptions>('mixtureAugmentation', options, augmentationReaders)
  const { classifier } = await fitMixtureClassifier(samples, labels, ofClasses)
  const { columns } = classifier
  const given = acceptSamples(samples, columns)
  const drawn = classifier.mixtures.map((mixture, c) =>
    mixture.sample(rowsPerClass, { seed: forkSeed(drawnBy, c) }).samples,
  )
  const rows = given.rows + drawn.length * rowsPerClass
  const data = new Float64Array(rows * columns)
  data.set(given.data)
  drawn.forEach((block, c) => data.set(block.data, (given.rows + c * rowsPerClass) * columns))
  const drawnLabels = classifier.classes.flatMap(label => new Array<Label>(rowsPerClass).fill(label as Label))
  return { samples: { data, rows, columns }, labels: [...Array.from(labels), ...drawnLabels], classifier }
}
