import { optional, readOptions, shareBelowOne, type OptionReaders } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { createOptimizer } from './createOptimizer.js'
import { clipNorm } from './clipNorm.js'
import { learningRate, rateAt, type LearningRate } from './learningRate.js'
import type { GradientOptions, Optimizer } from './optimizer.js'
import { createSlots } from './slots.js'

/** Options of `sgd`. */
export interface SgdOptions extends GradientOptions {
  readonly learningRate: LearningRate
  /** Momentum μ in [0, 1); 0 by default. */
  readonly momentum?: number
}

const sgdReaders: OptionReaders<SgdOptions> = {
  learningRate,
  momentum: optional(shareBelowOne(0.9)),
  clipNorm: optional(clipNorm),
}

/**
 * Stochastic gradient descent, optionally with momentum:
 *
 *   v ← μ v + g,  p ← p - lr v
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning (2013), eq. 1 and 2. Here the rate is
 *   not part of v, so that a schedule acts at once.
 */
export function sgd(parameters: NamedVariables, options: SgdOptions): Optimizer {
  const { learningRate: rate, momentum = 0, clipNorm: norm } = readOptions<SgdOptions>('sgd', options, sgdReaders)
  return createOptimizer('sgd', parameters, {
    ...(norm === undefined ? {} : { clipNorm: norm }),
    updateOf(variable) {
      const slots = createSlots(variable.shape, momentum > 0 ? (['velocity'] as const) : [])
      return {
        update(gradient, step) {
          let direction = gradient
          if (momentum > 0) {
            direction = tf.add(tf.mul(slots.get('velocity'), momentum), gradient)
            slots.replace('velocity', direction)
          }
          variable.assign(tf.sub(variable, tf.mul(direction, rateAt(rate, step))))
        },
        saveSlots: slots.save,
        restoreSlots: slots.restore,
        dispose: slots.dispose,
      }
    },
  })
}
