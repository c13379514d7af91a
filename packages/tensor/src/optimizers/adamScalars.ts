import { rateAt, type LearningRate } from './learningRate.js'

export interface AdamSettings {
  readonly learningRate: LearningRate
  /**
   * Decay of the moving average of gradients, rounded to float32, since arrays are multiplied by the rounded number. With another
   * β₂, bias corrections would be off by 1.3e-5 of 1 - β₂ in the long run.
   */
  readonly beta1: number
  /** Decay of the moving average of squared gradients, rounded to float32. */
  readonly beta2: number
  readonly epsilon: number
  /** λ of the decoupled weight decay p ← p - lr λ p. */
  readonly weightDecay: number
}

/** Scalars of one step in the form p ← keep · p - rate · m / (√v + epsilon). */
export interface AdamScalars {
  readonly beta1: number
  readonly beta2: number
  readonly rate: number
  readonly epsilon: number
  readonly keep: number
}

/**
 * Moves the bias corrections from the arrays to the scalars. With c = √(1 - β₂ᵗ),
 *
 *   lr m̂ / (√v̂ + ε) = lr c / (1 - β₁ᵗ) · m / (√v + ε c)
 *
 * @param step t, counted from 1.
 * @see Kingma & Ba, Adam: a method for stochastic optimization (2015), end of sec. 2.
 */
export function adamScalars({ learningRate, beta1, beta2, epsilon, weightDecay }: AdamSettings, step: number): AdamScalars {
  const learned = rateAt(learningRate, step)
  const correction = Math.sqrt(1 - beta2 ** step)
  return {
    beta1,
    beta2,
    rate: (learned * correction) / (1 - beta1 ** step),
    epsilon: epsilon * correction,
    keep: 1 - learned * weightDecay,
  }
}
