import { ShapeError } from '@mixtura/numerics'
import { count, describeValue, isRecord, readOptions, requireCount, requireObject } from '@mixtura/numerics/validation'
import { logSoftmax } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { EpisodeSet } from '../tasks/taskFamily.js'
import { denseLearner, type Predictor } from './denseLearner.js'
import { denseReaders, type DenseDesign } from './denseLayers.js'
import type { Learner } from './learner.js'
import { isMatrix, problemOfRows, stackRows } from './rowStack.js'

/** Options of `classificationLearner`. */
export interface ClassificationOptions extends DenseDesign {
  /** Number of classes of every episode. */
  readonly classes: number
}

/** A dense network for few-shot classification. Its loss is the cross-entropy, nats per row, and its predictions are logits. */
export function classificationLearner(options: ClassificationOptions): Learner<EpisodeSet, Predictor> {
  const { classes, ...design } = readOptions<ClassificationOptions>('classificationLearner', options, { ...denseReaders, classes: count(2) })
  return denseLearner('classification', design, {
    outputs: classes,
    problemOf(set) {
      if (!isRecord(set)) return { expected: 'samples, labels and classes', actual: describeValue(set) }
      const { samples, labels, classes: own } = set as unknown as EpisodeSet
      const problem = problemOfRows('samples', samples, { rows: 1, columns: design.inputs })
      if (problem) return problem
      if (own !== classes) return { expected: `of ${classes} classes`, actual: `of ${describeValue(own)}` }
      if (!(labels instanceof Int32Array)) return { expected: 'labelled by an Int32Array', actual: describeValue(labels) }
      if (labels.length !== samples.rows) return { expected: 'one label for each sample', actual: `${labels.length} labels for ${samples.rows} samples` }
      const at = labels.findIndex(label => label < 0 || label >= classes)
      return at < 0 ? undefined : { expected: `labelled 0 to ${classes - 1}`, actual: `label ${labels[at]} at row ${at}` }
    },
    load(sets) {
      const { values, rowWeights } = stackRows(sets.map(({ samples }) => samples))
      const { values: oneHot, rowWeights: unused } = stackRows(sets.map(({ labels }) => oneHotRows(labels, classes)))
      unused.dispose()
      return {
        inputs: values,
        tensors: [values, rowWeights, oneHot],
        losses: logits => tf.neg(tf.sum(tf.mul(tf.sum(tf.mul(oneHot, logSoftmax(logits)), 2), rowWeights), 1)),
      }
    },
  })
}

/**
 * Share of the rows whose largest logit is that of their label.
 *
 * @throws {ShapeError} {InvalidOptionError} if `predictor` is not a predictor or `episode` is not an episode.
 */
export async function episodeAccuracy(predictor: Predictor, episode: EpisodeSet): Promise<number> {
  requireObject('predictor', predictor, { what: 'a predictor', fields: { predict: 'function' }, remedy: 'Pass what adapt of a classificationLearner answered.' })
  requireObject('episode', episode, { what: 'a set of an episode', fields: { samples: 'object', labels: 'object', classes: 'number' }, remedy: 'Pass for example the query of a task.' })
  const { samples, labels, classes } = episode
  requireCount('episode.classes', classes, 1)
  if (!isMatrix(samples) || !(labels instanceof Int32Array) || labels.length !== samples.rows) {
    throw new ShapeError('episode', 'a matrix of samples and an Int32Array with a label for each row', `${describeValue(samples)} and ${describeValue(labels)}`, 'Pass for example the query of a task.')
  }
  const { data } = await predictor.predict(samples)
  let right = 0
  for (let row = 0; row < labels.length; row++) {
    const logits = data.subarray(row * classes, (row + 1) * classes)
    if (logits.indexOf(Math.max(...logits)) === labels[row]) right++
  }
  return right / labels.length
}

function oneHotRows(labels: Int32Array, classes: number) {
  const data = new Float32Array(labels.length * classes)
  labels.forEach((label, row) => (data[row * classes + label] = 1))
  return { data, rows: labels.length, columns: classes }
}
