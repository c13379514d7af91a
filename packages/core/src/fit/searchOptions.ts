import type { FollowOptions } from './searchFit.js'

/** Options of the search that every fit has. */
export interface SearchOptions<State> extends FollowOptions<State> {
  /** Whole number from 0; the same seed, data, version and kernels give the same result. 0 by default. */
  readonly seed?: number
  /** A run ends when its expected remaining gain is smaller than this, nats per sample; 0 runs all iterations. 1e-7 by default. */
  readonly tolerance?: number
  /** Maximum number of iterations of each start; 1000 by default. */
  readonly maxIterations?: number
  /** [N] how often each row counts, at least 0: weight 2 is the row twice, weight 0 is the row removed. */
  readonly sampleWeights?: ArrayLike<number>
  /** Rejects the fit with its reason. To end early and keep the best result, answer 'stop' from onProgress or onIteration. */
  readonly signal?: AbortSignal
}
