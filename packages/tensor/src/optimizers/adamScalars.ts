import { rateAt, type LearningRate } from './learningRate.js'

export interface AdamSettings {
  readonly learningRate: LearningRate
  /**
   * Share of the mean of gradients that stays from step to step; of float32, since arrays are multiplied by that:
   * bias corrections of another β₂ would be off by 1.3e-5 of 1 - β₂ in the long run.
   */
  readonly beta1: number
  /** Share of the mean of squared gradients that stays; of float32. */
  readonly beta2: number
  readonly epsilon: number
  /** λ of p ← p - lr λ p beside the update. */
  readonly weightDecay: number
}

/** The numbers of one step, in the form p ← keep · p - rate · m / (√v + epsilon). */
export interface AdamScalars {
  readonly beta1: number
  readonly beta2: number
  readonly rate: number
  readonly epsilon: number
  readonly keep: number
}

/**
 * Bias corrections drawn out of the arrays: with c = √(1 - β₂ᵗ),
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
