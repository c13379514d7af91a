import { count, numberIn, optional, type OptionReaders, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { EmState } from '../em/em.js'
import type { Regularization } from '../em/regularization.js'
import { gaussianFitDefaults, sharedFitDefaults } from '../fit/fitDefaults.js'
import { covarianceType, followReaders, methodOrMixture, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import type { StartProgress } from '../fit/searchFit.js'
import type { SearchOptions } from '../fit/searchOptions.js'
import type { KernelName } from '../kernels/kernels.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import type { StartMethod } from '../starts/prepareStarts.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'

/** Options of `fitNoiseMixture`. */
export interface NoiseFitOptions extends SearchOptions<NoiseState> {
  /** K, the number of Gaussians beside the noise. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: CovarianceType
  /**
   * V, in the product of the columns' units. By default the volume of the samples' bounding box, along the columns or their principal
   * axes, whichever is smaller. Required for a source.
   */
  readonly volume?: number
  /** Noise weight of each start, above 0 and below 1; 0.05 by default. */
  readonly initialNoiseWeight?: number
  /** 'k-means++' by default; a given mixture makes one start. */
  readonly initialize?: StartMethod | InitialMixture
  /** Number of starts; the result is the most likely one. 8 by default. Every other start, from the first, is made from the densest 80 % of the rows. */
  readonly starts?: number
  /** { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
  /** The fastest that the host supports by default. */
  readonly kernels?: KernelName
}

/** Defaults of `fitNoiseMixture`, except those that depend on the data or the host. */
export const noiseFitDefaults = Object.freeze({
  ...sharedFitDefaults,
  starts: 8,
  initialNoiseWeight: 0.05,
  regularization: gaussianFitDefaults.regularization,
} as const satisfies Partial<NoiseFitOptions>)

/** The fit of one start after `iteration` M-steps; `parameters` are those of the Gaussians. */
export interface NoiseState extends EmState {
  readonly noiseWeight: number
}

/** The start that is running on all rows. */
export type NoiseFitProgress = NoiseState & StartProgress

export const noiseFitReaders: OptionReaders<NoiseFitOptions> = {
  components: count(1),
  covarianceType: optional(covarianceType),
  volume: optional(numberIn({ above: 0, example: 1 })),
  initialNoiseWeight: optional(numberIn({ above: 0, below: 1, example: 0.05 })),
  initialize: optional(methodOrMixture),
  ...searchReaders,
  regularization: optional(regularization),
  sampleWeights: rowOptionReaders.sampleWeights,
  signal: optional(signal),
  ...followReaders<NoiseState>(),
  kernels: rowOptionReaders.kernels,
}
