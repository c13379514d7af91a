import { InvalidOptionError, type Matrix, type Samples } from '@mixtura/numerics'
import { requireChoice } from '@mixtura/numerics/validation'
import type { ConjugatePriorOptions } from '../em/conjugatePrior.js'
import { boundableTypes } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { KernelName } from '../kernels/kernels.js'
import { gaussianFitDefaults } from './fitDefaults.js'
import type { StartProgress } from './searchFit.js'
import type { SearchOptions } from './searchOptions.js'
import type { StartMethod } from '../starts/prepareStarts.js'
import { type Assignment, isAssignment } from '../starts/assignment.js'
import type { Frozen } from '../em/frozen.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import type { Regularization } from '../em/regularization.js'
import type { EmState } from '../em/em.js'

/** Progress of a start on all rows. */
export type FitProgress = EmState & StartProgress

/** Options of `fitGaussianMixture`. */
export interface FitOptions extends SearchOptions<EmState> {
  /** K, the number of components. */
  readonly components: number
  /** 'full' by default; { factors: q } fits a mixture of factor analysers. */
  readonly covarianceType?: CovarianceType
  /** 'k-means++' by default. A given mixture or assignment makes one start. */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /**
   * Number of starts. The result is the most likely one that did not collapse. By default 4, with these exceptions: 1 for a single
   * component, because all its starts are the same; 8, and one more from a tree of model-based agglomeration unless `initialize` is
   * given, if there are fewer than 64 rows per parameter and runs are cheap.
   *
   * By default the search also ends early: once two starts have reached the same log-likelihood, or after one start if wide gaps
   * separate few rows into exactly its clusters. If there are many rows, starts are compared on a few thousand drawn rows, those with
   * different optima are compared again on more rows, and only the best start runs on all rows.
   */
  readonly starts?: number
  /** { relative: 1e-6 } by default: a multiple of the scale of the structure in the data. */
  readonly regularization?: Regularization
  /**
   * Conjugate prior of means and covariances; fields left out have mclust's defaults. EM then maximises the posterior, and
   * the prior replaces the regularisation.
   */
  readonly prior?: Omit<ConjugatePriorOptions, 'components' | 'covarianceType'>
  /** 'auto' by default: takes quasi-Newton steps if EM converges slowly. */
  readonly acceleration?: 'auto' | 'none'
  /** 'error' by default: missing cells (NaN, null, undefined) are refused. 'marginalize': they are integrated out exactly. */
  readonly missing?: 'error' | 'marginalize'
  /**
   * [N, K] relative prior probability of each component for each row. A single positive entry fixes the component of the
   * row; equal entries have no effect. Components then keep the order of the columns.
   */
  readonly labelPriors?: Samples
  /** [N, D] variances or [N, D * D] covariances of each row's measurement error, data units squared. */
  readonly noiseCovariances?: Samples
  /** 'free' by default. 'equal' fixes every weight at 1 / K; a selection then does not count weights as parameters. */
  readonly weights?: 'free' | 'equal'
  /**
   * Upper bound, at least 1, on the ratio between any two eigenvalues of the covariances. It prevents collapse and
   * components of very different size. It depends on the units of the columns. For full, tied, diag, spherical and the
   * structures of mclust that equal them.
   */
  readonly maxEigenvalueRatio?: number
  /** Parts of a given mixture that stay fixed. Components then keep the order of the given mixture. */
  readonly frozen?: Frozen
  /** The fastest that the host supports by default. */
  readonly kernels?: KernelName
  /**
   * Maximum number of threads that share each pass over samples in memory. The result has the same bits for any number. By
   * default the fit uses all hardware threads if a pass is long enough to gain from them, and if the samples are in shared
   * memory (a SharedArrayBuffer, read in place) or take at most 256 MiB (copied there once). If a number is given, the
   * size of the samples does not matter.
   */
  readonly threads?: number
}

/** The options after reading: arrays are float64. */
export interface AcceptedFitOptions extends Omit<FitOptions, 'sampleWeights' | 'labelPriors' | 'noiseCovariances'> {
  readonly sampleWeights?: Float64Array
  readonly labelPriors?: Matrix
  readonly noiseCovariances?: Matrix
}

/** @throws {InvalidOptionError} if one option excludes another. */
export function requireCompatible(options: AcceptedFitOptions): void {
  const { initialize = gaussianFitDefaults.initialize, labelPriors, components } = options
  if (labelPriors && labelPriors.columns !== components) {
    throw new InvalidOptionError(
      'labelPriors',
      `[N, ${components}], a column per component`,
      `[${labelPriors.rows}, ${labelPriors.columns}]`,
      'Give every component its column.',
    )
  }
  if (options.maxEigenvalueRatio !== undefined) checkEigenvalueRatio(options, options.maxEigenvalueRatio)
  if (options.frozen?.weights && options.weights === 'equal') {
    throw new InvalidOptionError('weights', "'free' beside frozen.weights", 'equal', "Freeze weights that are equal, or leave one of the two out.")
  }
  if (options.frozen && !isMixture(initialize)) {
    throw new InvalidOptionError(
      'frozen',
      'used with a given mixture',
      `used with initialize: ${typeof initialize === 'string' ? `'${initialize}'` : 'an assignment'}`,
      'Pass initialize: { weights, means, covariances } with the parts that stay.',
    )
  }
}

function checkEigenvalueRatio({ covarianceType = gaussianFitDefaults.covarianceType, prior, frozen }: AcceptedFitOptions, ratio: number): void {
  requireChoice('covarianceType', typeof covarianceType === 'string' ? covarianceType : '{ factors }', boundableTypes)
  if (prior) throw new InvalidOptionError('maxEigenvalueRatio', 'left out beside prior', ratio, 'The prior keeps volumes apart from zero by itself.')
  if (frozen?.covariances) throw new InvalidOptionError('maxEigenvalueRatio', 'left out beside frozen.covariances', ratio, 'Leave one of the two out.')
}

/** Whether a start is given by its parameters. */
export function isMixture(initialize: NonNullable<FitOptions['initialize']>): initialize is InitialMixture {
  return typeof initialize === 'object' && !isAssignment(initialize)
}
