import { fitMixtureClassifier, type ClassifierOptions, type MixtureClassifier } from '@mixtura/core'
import { createRandom, type Matrix, type Samples } from '@mixtura/numerics'
import { count, optional, readOptions, seed, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { acceptSamples } from '../samples/prepareSamples.js'

export interface MixtureAugmentationOptions {
  /** Rows to draw for each class. */
  readonly rowsPerClass: number
  /** How the classes' mixtures are fitted; their structures and components are chosen by BIC by default. */
  readonly classifier?: ClassifierOptions
  /** Of the rows drawn; whole number from 0; 0 by default. */
  readonly seed?: number
}

/** `fitMixtureClassifier` reads them. */
const classifierOptions: Reader<ClassifierOptions> = (_name, value) => value as ClassifierOptions

const augmentationReaders: OptionReaders<MixtureAugmentationOptions> = {
  rowsPerClass: count(1),
  classifier: optional(classifierOptions),
  seed: optional(seed),
}

export interface AugmentedSamples<Label extends string | number> {
  /** [N + drawn, D] the rows that were given, then those that were drawn, class by class. */
  readonly samples: Matrix
  /** [N + drawn] */
  readonly labels: readonly Label[]
  /** The mixtures that were drawn from. */
  readonly classifier: MixtureClassifier
}

/**
 * Labelled rows and as many more as are asked for, drawn from a mixture that is fitted to each class. They help a network
 * where rows are few and the classes are as such mixtures have them; measure it on rows held out.
 *
 * @param samples [N, D], finite.
 * @param labels [N] of at least two classes.
 * @throws {InvalidOptionError} {ShapeError} {NonFiniteValuesError} for input that does not fit.
 * @throws {SingularClassError} {TooFewRowsError} if the rows of a class bear no mixture.
 */
export async function mixtureAugmentation<Label extends string | number>(
  samples: Samples,
  labels: readonly Label[],
  options: MixtureAugmentationOptions,
): Promise<AugmentedSamples<Label>> {
  const { rowsPerClass, classifier: ofClasses, seed: drawnBy = 0 } = readOptions<MixtureAugmentationOptions>('mixtureAugmentation', options, augmentationReaders)
  const { classifier } = await fitMixtureClassifier(samples, labels, ofClasses)
  const { columns } = classifier
  const given = acceptSamples(samples, columns)
  const random = createRandom(drawnBy)
  const drawn = classifier.mixtures.map((mixture, c) =>
    mixture.sample(rowsPerClass, { seed: random.fork(c).integer(2 ** 32) }).samples,
  )
  const rows = given.rows + drawn.length * rowsPerClass
  const data = new Float64Array(rows * columns)
  data.set(given.data)
  drawn.forEach((block, c) => data.set(block.data, (given.rows + c * rowsPerClass) * columns))
  const drawnLabels = classifier.classes.flatMap(label => new Array<Label>(rowsPerClass).fill(label as Label))
  return { samples: { data, rows, columns }, labels: [...labels, ...drawnLabels], classifier }
}
