import type { Matrix } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { problemOfRows } from '../learners/rowStack.js'
import type { TaskProblem } from '../tasks/taskErrors.js'
import type { EpisodeSet, Task } from '../tasks/taskFamily.js'

/** Sizes that all episodes of a network share. */
export interface EpisodeShape {
  /** Number of columns of the samples. */
  readonly columns: number
  /** C, the number of classes. */
  readonly classes: number
  /** P, the number of components per class. There are K = C P components; those of a class are consecutive. */
  readonly prototypesPerClass: number
}

/** Supports of T episodes on the device. Shorter ones are padded with rows that are ignored. */
export interface SupportBatch {
  /** [T * S, columns] */
  readonly rows: tf.Tensor2D
  /** [T, S, 1], 1 for rows of the support, 0 for padding. */
  readonly presence: tf.Tensor
  /**
   * [T, S, K] responsibilities for the initial prototypes: all labelled rows of a class for one prototype per class, else one row
   * of the class for each prototype.
   */
  readonly seats: tf.Tensor
  /** [T, S, K], 0 for the components that a row may belong to: those of its class, or all without a label. Else -1e9. */
  readonly allowed: tf.Tensor
}

/** Queries of T episodes on the device. */
export interface QueryBatch {
  /** [T * Q, columns] */
  readonly rows: tf.Tensor2D
  /** [T, Q, C], 1 / (T Q_t) at the label of a row, else 0. */
  readonly targets: tf.Tensor
}

/** Added to the logarithm of a responsibility that must be 0. */
const excluded = -1e9

/** Explains why a support cannot be learned from; undefined if it can. */
export function problemOfSupport(set: EpisodeSet, { columns, classes, prototypesPerClass }: EpisodeShape): TaskProblem | undefined {
  const problem = problemOfEpisodeSet(set, { columns, classes }, -1)
  if (problem) return problem
  const counts = new Int32Array(classes)
  for (const label of set.labels) if (label >= 0) counts[label]++
  const scarce = counts.findIndex(count => count < prototypesPerClass)
  if (scarce < 0) return undefined
  return {
    expected: `samples with at least ${prototypesPerClass} of each of ${classes} classes`,
    actual: `one with ${counts[scarce]} of class ${scarce}`,
  }
}

/** Explains why a query cannot be learned from; undefined if it can. */
export function problemOfQuery(set: EpisodeSet, shape: EpisodeShape): TaskProblem | undefined {
  return problemOfEpisodeSet(set, shape, 0)
}

function problemOfEpisodeSet(
  set: EpisodeSet,
  { columns, classes }: Pick<EpisodeShape, 'columns' | 'classes'>,
  lowest: number,
): TaskProblem | undefined {
  if (!isRecord(set)) return { expected: 'samples, labels and classes', actual: describeValue(set) }
  const { samples, labels, classes: own } = set as unknown as EpisodeSet
  const problem = problemOfRows('samples', samples, { rows: 1, columns })
  if (problem) return problem
  if (!(labels instanceof Int32Array)) return { expected: 'labelled by an Int32Array', actual: describeValue(labels) }
  if (own !== classes) return { expected: `of ${classes} classes`, actual: `of ${describeValue(own)}` }
  if (labels.length !== samples.rows) {
    return { expected: 'one label for each sample', actual: `${labels.length} labels for ${samples.rows} samples` }
  }
  const at = labels.findIndex(label => label < lowest || label >= classes)
  return at < 0 ? undefined : { expected: `labelled ${lowest} to ${classes - 1}`, actual: `label ${labels[at]} at row ${at}` }
}

/** Loads supports to the device. Rows labelled -1 have no label and may belong to any class. */
export function loadSupports(sets: readonly EpisodeSet[], { classes, prototypesPerClass }: EpisodeShape): SupportBatch {
  const components = classes * prototypesPerClass
  const size = Math.max(...sets.map(({ labels }) => labels.length))
  const presence = new Float32Array(sets.length * size)
  const seats = new Float32Array(sets.length * size * components)
  const allowed = new Float32Array(seats.length).fill(excluded)
  sets.forEach(({ labels }, task) => {
    const seated = new Int32Array(classes)
    labels.forEach((label, i) => {
      const row = task * size + i
      presence[row] = 1
      const first = row * components + Math.max(label, 0) * prototypesPerClass
      const count = label < 0 ? components : prototypesPerClass
      allowed.fill(0, first, first + count)
      if (label < 0) return
      if (prototypesPerClass === 1) seats[first] = 1
      else if (seated[label] < prototypesPerClass) seats[first + seated[label]++] = 1
    })
  })
  return {
    rows: rowsOf(sets.map(({ samples }) => samples), size),
    presence: tf.tensor(presence, [sets.length, size, 1]),
    seats: tf.tensor(seats, [sets.length, size, components]),
    allowed: tf.tensor(allowed, [sets.length, size, components]),
  }
}

export function loadQueries(sets: readonly EpisodeSet[], { classes }: EpisodeShape): QueryBatch {
  const size = Math.max(...sets.map(({ labels }) => labels.length))
  const targets = new Float32Array(sets.length * size * classes)
  sets.forEach(({ labels }, task) => {
    labels.forEach((label, i) => (targets[(task * size + i) * classes + label] = 1 / (sets.length * labels.length)))
  })
  return { rows: rowsOf(sets.map(({ samples }) => samples), size), targets: tf.tensor(targets, [sets.length, size, classes]) }
}

/** Episodes of one training step. */
export interface EpisodeBatch {
  readonly support: SupportBatch
  readonly query: QueryBatch
}

export function loadEpisodes(tasks: readonly Task<EpisodeSet>[], shape: EpisodeShape): EpisodeBatch {
  return { support: loadSupports(tasks.map(({ support }) => support), shape), query: loadQueries(tasks.map(({ query }) => query), shape) }
}

/** [T * size, columns] float32; shorter sets are padded with rows of zeros. */
function rowsOf(sets: readonly Matrix[], size: number): tf.Tensor2D {
  const { columns } = sets[0]
  const values = new Float32Array(sets.length * size * columns)
  sets.forEach(({ data }, task) => values.set(data, task * size * columns))
  return tf.tensor2d(values, [sets.length * size, columns])
}
