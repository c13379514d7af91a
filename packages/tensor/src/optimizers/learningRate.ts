import { InvalidOptionError } from '@mixtura/numerics'
import { count, numberIn, optional, readOptions, type Reader } from '@mixtura/numerics/validation'

/** One rate for all steps, or a function that returns the rate of a step, counted from 1. */
export type LearningRate = number | ((step: number) => number)

/** Reads a rate, or a schedule, whose rate at step 1 must be valid. */
export const learningRate: Reader<LearningRate> = (name, value) => {
  if (typeof value === 'number' || typeof value === 'function') {
    rateAt(value as LearningRate, 1)
    return value as LearningRate
  }
  throw new InvalidOptionError(name, 'a finite number of at least 0, or a function of the step', value, `Pass for example ${name}: 1e-3.`)
}

const rateNumber: Reader<number> = numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: 1e-3 })

/** Options of `stepDecay`: the rate is multiplied by `factor` after every `every` steps. */
export interface StepDecayOptions {
  readonly rate: number
  readonly factor: number
  readonly every: number
}

/** Options of `cosineDecay`. */
export interface CosineDecayOptions {
  readonly rate: number
  readonly steps: number
  /** Final rate; 0 by default. */
  readonly minimum?: number
}

/** Multiplies the rate by `factor` after every `every` steps: rate · factor^⌊(step - 1) / every⌋. */
export function stepDecay(options: StepDecayOptions): LearningRate {
  const { rate, factor, every } = readOptions<StepDecayOptions>('stepDecay', options, { rate: rateNumber, factor: rateNumber, every: count(1) })
  return step => rate * factor ** Math.floor((step - 1) / every)
}

/**
 * Decreases along half a cosine, from `rate` at step 1 to `minimum` at step `steps`, and stays there.
 *
 * @see Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts (2017), eq. 5.
 */
export function cosineDecay(options: CosineDecayOptions): LearningRate {
  const { rate, steps, minimum = 0 } = readOptions<CosineDecayOptions>('cosineDecay', options, {
    rate: rateNumber, steps: count(0), minimum: optional(rateNumber),
  })
  return step => {
    const passed = steps > 1 ? Math.min((step - 1) / (steps - 1), 1) : 1
    return minimum + 0.5 * (rate - minimum) * (1 + Math.cos(Math.PI * passed))
  }
}

/** Increases linearly over the first `steps` steps up to the first rate of `then`, and continues with `then` from there. */
export function warmUp(steps: number, then: LearningRate): LearningRate {
  count(1)('steps', steps)
  learningRate('then', then)
  return step => (step < steps ? (rateAt(then, 1) * step) / steps : rateAt(then, step - steps + 1))
}

/** @throws {InvalidOptionError} unless the rate of the step is a finite number of at least 0. */
export function rateAt(learningRate: LearningRate, step: number): number {
  count(1)('step', step)
  const rate: unknown = typeof learningRate === 'function' ? learningRate(step) : learningRate
  if (typeof rate === 'number' && rate >= 0 && rate < Infinity) return rate
  throw new InvalidOptionError('learningRate', 'a finite number of at least 0', rate, `It is that at step ${step}: pass for example 1e-3.`)
}
