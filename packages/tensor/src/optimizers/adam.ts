import { InvalidOptionError } from '@mixtura/core'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { adamUpdate } from './adamKernel.js'
import { nativeAdam } from './nativeAdam.js'
import { adamScalars, type AdamSettings } from './adamScalars.js'
import { createOptimizer } from './createOptimizer.js'
import { rateAt, type LearningRate } from './learningRate.js'
import type { GradientOptions, Optimizer } from './optimizer.js'
import { createSlots } from './slots.js'

export interface AdamOptions extends GradientOptions {
  /** 1e-3 by default. */
  readonly learningRate?: LearningRate
  /** In [0, 1); 0.9 by default. */
  readonly beta1?: number
  /** In [0, 1); 0.999 by default. */
  readonly beta2?: number
  /** Above 0; 1e-8 by default, as in the paper. */
  readonly epsilon?: number
  /** λ of p ← p - lr λ p, beside the gradient (AdamW), on parameters of two and more dimensions; 0 by default. */
  readonly weightDecay?: number
}

/**
 * Adam, with decoupled weight decay if it is asked for:
 *
 *   m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²
 *   p ← p - lr λ p - lr · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
 *
 * Each parameter is updated in one pass on the cpu and wasm backends, and by TensorFlow's own kernel on the native
 * ones; elsewhere by a dozen operations. The optimiser belongs to the backend that is in use when it is made.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Kingma & Ba, Adam (2015), algorithm 1; Loshchilov & Hutter, Decoupled weight decay regularization (2019).
 */
export function adam(parameters: NamedVariables, options: AdamOptions = {}): Optimizer {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, clipNorm } = options
  requireRanges({ beta1, beta2, epsilon, weightDecay })
  rateAt(learningRate, 1)
  return createOptimizer('adam', parameters, {
    ...(clipNorm === undefined ? {} : { clipNorm }),
    updateOf(variable) {
      const settings: AdamSettings = {
        learningRate,
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

function requireRanges({ beta1, beta2, epsilon, weightDecay }: Omit<AdamSettings, 'learningRate'>): void {
  for (const [option, beta] of Object.entries({ beta1, beta2 })) {
    if (beta >= 0 && beta < 1) continue
    throw new InvalidOptionError(option, 'at least 0 and below 1', beta, `Pass for example ${option}: 0.9.`)
  }
  if (!(epsilon > 0 && epsilon < Infinity)) {
    throw new InvalidOptionError('epsilon', 'a finite number above 0', epsilon, 'Pass for example epsilon: 1e-8.')
  }
  if (!(weightDecay >= 0 && weightDecay < Infinity)) {
    throw new InvalidOptionError('weightDecay', 'a finite number of at least 0', weightDecay, 'Pass for example weightDecay: 1e-4.')
  }
}
