import { createRandom, InvalidOptionError, ShapeError } from '@mixtura/numerics'
import {
  count,
  describeValue,
  isArrayLike,
  list,
  numberIn,
  optional,
  readNumbers,
  readOptions,
  record,
  requireObject,
  type Reader,
} from '@mixtura/numerics/validation'
import { copyAsFloat32, pixelScale, type FeedMatrix, type ValueScale } from '@mixtura/tensor'
import { drawSome, rowsByValue } from './drawRows.js'
import type { EpisodeSet, TaskFamily } from './taskFamily.js'

/** Options of `labelledEpisodes`. */
export interface EpisodeOptions {
  /** Number of classes in an episode; 5 by default. */
  readonly ways?: number
  /** Number of labelled samples of each class in the support; 1 by default. */
  readonly shots?: number
  /** Number of additional samples of each class in the support with the label -1, for learners that use them; 0 by default. */
  readonly unlabelled?: number
  /** Number of samples of each class in the query; 15 by default. */
  readonly queries?: number
  /** Scaling x ↦ (x - offset) · factor. By default bytes are scaled to [0, 1], and other numbers are unchanged. */
  readonly scale?: ValueScale
  /**
   * Labels that are reserved for validation tasks (odd seeds). Without it training and validation draw from all classes, and the
   * validation says nothing about new classes.
   */
  readonly validationClasses?: readonly number[]
}

/**
 * Makes few-shot episodes from labelled samples. An episode has `ways` classes in random order, relabelled 0, 1, …. Of each
 * class it has `shots` rows in the support and `queries` other rows in the query.
 *
 * @param samples [N, D], such as images one per row.
 * @param labels [N] whole numbers.
 * @throws {ShapeError} if samples and labels do not fit each other.
 * @throws {InvalidOptionError} if there are too few classes, or too few rows of one.
 * @see Vinyals et al., Matching networks for one shot learning (2016), section 4.1.
 */
export function labelledEpisodes(samples: FeedMatrix, labels: ArrayLike<number>, options: EpisodeOptions = {}): TaskFamily<EpisodeSet> {
  requireFeedMatrix(samples)
  const { ways = 5, shots = 1, unlabelled = 0, queries = 15, validationClasses, scale = samples.data instanceof Uint8Array ? pixelScale : {} } =
    readOptions<EpisodeOptions>('labelledEpisodes', options, {
      ways: optional(count(2)),
      shots: optional(count(1)),
      unlabelled: optional(count(0)),
      queries: optional(count(1)),
      scale: optional(record<ValueScale>({ offset: optional(perColumn(samples.columns)), factor: optional(perColumn(samples.columns)) })),
      validationClasses: optional(list(numberIn({ example: 'validationClasses: [7, 8, 9]' }), 'validationClasses: [7, 8, 9]')),
    })
  const fraction = readNumbers('labels', labels).find(label => !Number.isSafeInteger(label))
  if (fraction !== undefined) throw new ShapeError('labels', 'whole numbers', String(fraction), 'Pass a label for every row of samples.')
  if (labels.length !== samples.rows) {
    throw new ShapeError('labels', `one for each of ${samples.rows} rows`, `${labels.length} labels`, 'Pass a label for every row of samples.')
  }
  const rowsOf = rowsByValue(labels)
  const known = [...rowsOf.keys()].sort((a, b) => a - b)
  for (const label of validationClasses ?? []) {
    if (rowsOf.has(label)) continue
    throw new InvalidOptionError('validationClasses', `labels among ${known.join(', ')}`, label, 'Name classes that the labels have.')
  }
  const training = validationClasses ? known.filter(label => !validationClasses.includes(label)) : known
  const validation = validationClasses ?? known
  for (const [split, classes] of Object.entries({ training, validation })) {
    if (classes.length >= ways) continue
    throw new InvalidOptionError('ways', `at most the ${classes.length} classes of ${split}`, ways, 'Ask for fewer ways, or divide the classes otherwise.')
  }
  for (const [label, rows] of rowsOf) {
    if (rows.length >= shots + unlabelled + queries) continue
    throw new InvalidOptionError(
      unlabelled > 0 ? 'shots + unlabelled + queries' : 'shots + queries',
      `at most the ${rows.length} rows of class ${label}`,
      shots + unlabelled + queries,
      'Ask for fewer, or leave that class out.',
    )
  }

  /** Rows of the episode's classes, one list per class, followed by the unlabelled rows. */
  function setOf(labelledRows: readonly (readonly number[])[], unlabelledRows: readonly number[] = []): EpisodeSet {
    const rows = [...labelledRows.flat(), ...unlabelledRows]
    const out = copyAsFloat32(samples, rows, { scale, out: new Float32Array(rows.length * samples.columns) })
    return {
      samples: { data: out, rows: rows.length, columns: samples.columns },
      labels: Int32Array.from([...labelledRows.flatMap((own, label) => own.map(() => label)), ...unlabelledRows.map(() => -1)]),
      classes: ways,
    }
  }

  return {
    name: `${ways}-way ${shots}-shot episodes`,
    task(seed) {
      const random = createRandom(seed)
      const drawn = drawSome(seed % 2 === 0 ? training : validation, ways, random).map(label =>
        drawSome(rowsOf.get(label)!, shots + unlabelled + queries, random),
      )
      return {
        support: setOf(
          drawn.map(rows => rows.slice(0, shots)),
          drawn.flatMap(rows => rows.slice(shots, shots + unlabelled)),
        ),
        query: setOf(drawn.map(rows => rows.slice(shots + unlabelled))),
        seed,
      }
    },
  }
}

function requireFeedMatrix(samples: FeedMatrix): void {
  requireObject('samples', samples, { what: 'a matrix', fields: { data: 'object', rows: 'number', columns: 'number' }, remedy: 'Pass { data, rows, columns }.' })
  const { data, rows, columns } = samples
  if (!(data instanceof Float32Array || data instanceof Float64Array || data instanceof Uint8Array)) {
    throw new ShapeError('samples.data', 'a Float32Array, Float64Array or Uint8Array', describeValue(data), 'Pass the rows one after the other.')
  }
  if (rows >= 1 && columns >= 1 && data.length === rows * columns) return
  throw new ShapeError('samples', 'of as many numbers as rows x columns', `${data.length} numbers for ${rows} x ${columns}`, 'Pass { data, rows, columns }.')
}

/** Reads one finite number for all columns, or one per column. */
function perColumn(columns: number): Reader<number | ArrayLike<number>> {
  return (name, value) => {
    if (!isArrayLike(value)) return numberIn({ example: `${name}: 0.5` })(name, value)
    const numbers = readNumbers(name, value)
    if (numbers.length === columns && numbers.every(Number.isFinite)) return numbers
    throw new ShapeError(name, `a finite number, or one for each of ${columns} columns`, describeValue(value), `Pass for example ${name}: 0.5.`)
  }
}
