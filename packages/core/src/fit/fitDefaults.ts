import { defaultRegularization } from '../em/regularization.js'
import type { FitOptions } from './fitOptions.js'

/** Defaults of the options that all fits share. */
export const sharedFitDefaults = Object.freeze({
  covarianceType: 'full',
  initialize: 'k-means++',
  seed: 0,
  /** Nats per sample. */
  tolerance: 1e-7,
  maxIterations: 1000,
} as const satisfies Partial<FitOptions>)

/**
 * Defaults of `fitGaussianMixture`. The number of starts depends on the data, and kernels and threads on the host; the other
 * options have no effect if they are left out. If `initialize` is given, also as the default, no start is made from a tree.
 */
export const gaussianFitDefaults = Object.freeze({
  ...sharedFitDefaults,
  regularization: defaultRegularization,
  acceleration: 'auto',
  missing: 'error',
  weights: 'free',
} as const satisfies Partial<FitOptions>)
