import { InvalidOptionError } from '@mixtura/core'

/** The learning rate of a step, counted from 1; or one rate for all steps. */
export type LearningRate = number | ((step: number) => number)

/** Falls by `factor` after every `every` steps: rate · factor^⌊(step - 1) / every⌋. */
export function stepDecay({ rate, factor, every }: {
  readonly rate: number
  readonly factor: number
  readonly every: number
}): LearningRate {
  return step => rate * factor ** Math.floor((step - 1) / every)
}

/**
 * Falls along half a cosine, from `rate` at step 1 to `minimum` at step `steps`, and stays there.
 *
 * @see Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts (2017), eq. 5.
 */
export function cosineDecay({ rate, steps, minimum = 0 }: {
  readonly rate: number
  readonly steps: number
  /** 0 by default. */
  readonly minimum?: number
}): LearningRate {
  return step => {
    const passed = steps > 1 ? Math.min((step - 1) / (steps - 1), 1) : 1
    return minimum + 0.5 * (rate - minimum) * (1 + Math.cos(Math.PI * passed))
  }
}

/** Rises linearly over the first `steps` steps, reaching the rate of `then` at the last of them; `then` counts from there. */
export function warmUp(steps: number, then: LearningRate): LearningRate {
  return step => (step < steps ? (rateAt(then, 1) * step) / steps : rateAt(then, step - steps + 1))
}

/** @throws {InvalidOptionError} unless the rate of the step is a finite number of at least 0. */
export function rateAt(learningRate: LearningRate, step: number): number {
  const rate = typeof learningRate === 'number' ? learningRate : learningRate(step)
  if (rate >= 0 && rate < Infinity) return rate
  throw new InvalidOptionError('learningRate', 'a finite number of at least 0', rate, `It is that at step ${step}: pass for example 1e-3.`)
}
