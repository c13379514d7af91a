import { nonNegative, optional, positive, readOptions, shareBelowOne, type OptionReaders } from '@mixtura/numerics/validation'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { adamUpdate } from './adamKernel.js'
import { nativeAdam } from './nativeAdam.js'
import { adamScalars, type AdamSettings } from './adamScalars.js'
import { createOptimizer } from './createOptimizer.js'
import { clipNorm } from './clipNorm.js'
import { learningRate, type LearningRate } from './learningRate.js'
import type { GradientOptions, Optimizer } from './optimizer.js'
import { createSlots } from './slots.js'

/** Options of `adam`. */
export interface AdamOptions extends GradientOptions {
  /** Learning rate; 1e-3 by default. */
  readonly learningRate?: LearningRate
  /** β₁ in [0, 1); 0.9 by default. */
  readonly beta1?: number
  /** β₂ in [0, 1); 0.999 by default. */
  readonly beta2?: number
  /** ε above 0; 1e-8 by default, as in the paper. */
  readonly epsilon?: number
  /**
   * λ of the decoupled weight decay p ← p - lr λ p (AdamW), which applies to parameters with two or more dimensions; 0 by default.
   */
  readonly weightDecay?: number
}

/**
 * Adam, optionally with decoupled weight decay:
 *
 *   m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²
 *   p ← p - lr λ p - lr · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 *
 * Each parameter is updated in one pass on the cpu and wasm backends, by TensorFlow's own kernel on the native backends, and by a
 * dozen operations elsewhere. The optimiser works only on the backend that is in use when it is made.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Kingma & Ba, Adam (2015), algorithm 1; Loshchilov & Hutter, Decoupled weight decay regularization (2019).
 */
export function adam(parameters: NamedVariables, options?: AdamOptions): Optimizer {
  const { learningRate: rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, clipNorm: norm } = readOptions<AdamOptions>('adam', options, adamReaders)
  return createOptimizer('adam', parameters, {
    ...(norm === undefined ? {} : { clipNorm: norm }),
    updateOf(variable) {
      const settings: AdamSettings = {
        learningRate: rate,
        beta1: Math.fround(beta1),
        beta2: Math.fround(beta2),
        epsilon,
        weightDecay: variable.rank >= 2 ? weightDecay : 0,
      }
      const native = nativeAdam(variable, settings)
      if (native) return native
      const slots = createSlots(variable.shape, ['mean', 'square'])
      return {
        update(gradient, step) {
          const tensors = { value: variable, gradient, mean: slots.get('mean'), square: slots.get('square') }
          const { value, mean, square } = adamUpdate(tensors, adamScalars(settings, step))
          variable.assign(value)
          slots.replace('mean', mean)
          slots.replace('square', square)
        },
        saveSlots: slots.save,
        restoreSlots: slots.restore,
        dispose: slots.dispose,
      }
    },
  })
}


const adamReaders: OptionReaders<AdamOptions> = {
  learningRate: optional(learningRate),
  beta1: optional(shareBelowOne(0.9)),
  beta2: optional(shareBelowOne(0.9)),
  epsilon: optional(positive('1e-8')),
  weightDecay: optional(nonNegative('1e-4')),
  clipNorm: optional(clipNorm),
}
