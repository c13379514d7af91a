import { InvalidOptionError } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { createOptimizer } from './createOptimizer.js'
import { rateAt, type LearningRate } from './learningRate.js'
import type { GradientOptions, Optimizer } from './optimizer.js'
import { createSlots } from './slots.js'

export interface SgdOptions extends GradientOptions {
  readonly learningRate: LearningRate
  /** μ in [0, 1); 0 by default. */
  readonly momentum?: number
}

/**
 * Stochastic gradient descent, with momentum if it is asked for:
 *
 *   v ← μ v + g,  p ← p - lr v
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning (2013), eq. 1 and 2,
 *   with the rate outside of v, so that a schedule acts at once.
 */
export function sgd(parameters: NamedVariables, { learningRate, momentum = 0, clipNorm }: SgdOptions): Optimizer {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new InvalidOptionError('momentum', 'at least 0 and below 1', momentum, 'Pass for example momentum: 0.9.')
  }
  rateAt(learningRate, 1)
  return createOptimizer('sgd', parameters, {
    ...(clipNorm === undefined ? {} : { clipNorm }),
    updateOf(variable) {
      const slots = createSlots(variable.shape, momentum > 0 ? (['velocity'] as const) : [])
      return {
        update(gradient, step) {
          let direction = gradient
          if (momentum > 0) {
            direction = tf.add(tf.mul(slots.get('velocity'), momentum), gradient)
            slots.replace('velocity', direction)
          }
          variable.assign(tf.sub(variable, tf.mul(direction, rateAt(learningRate, step))))
        },
        saveSlots: slots.save,
        restoreSlots: slots.restore,
        dispose: slots.dispose,
      }
    },
  })
}
