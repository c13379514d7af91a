import type { SelectionRow } from '@mixtura/core'
import type { TrainingRun } from '@mixtura/tensor'
import type { DeepSamples } from '../samples/prepareSamples.js'
import { readAnomalyOptions, type DeepAnomalyOptions } from './anomalyOptions.js'
import type { DeepAnomalyDetector } from './deepAnomalyDetector.js'
import { fitDagmm } from './fitDagmm.js'
import { fitFeatureMixture } from './fitFeatureMixture.js'

/**
 * `history` has, of a mixture, `meanLogLikelihood` in nats after each iteration that led to it; of DAGMM `loss`, `reconstructionLoss`,
 * `meanEnergy` (nats) and `singularity`, each the mean over the steps of an epoch.
 */
export interface DeepAnomalyFit extends TrainingRun {
  readonly detector: DeepAnomalyDetector
  /** If a mixture was chosen among several: every candidate, the best first. */
  readonly candidates?: readonly SelectionRow[]
}

/**
 * Fits an anomaly detector to rows that are mostly normal. A row is anomalous if its features are unlikely under a Gaussian mixture:
 *
 * - method 'mixture', tables: the features are the columns that vary. The number of components and the structure of the
 *   covariances are chosen by cross-validation, or by BIC for more than 5000 rows.
 * - method 'mixture', images: the features are the principal coordinates of oriented gradients (`orientedGradients`).
 * - method 'dagmm': the features are learned together with the mixture (`fitDagmm`).
 *
 * Method 'mixture' also fits mixtures without a fifth of the rows each, from which it computes their energies for `alarm`. `resumedFrom` is of
 * DAGMM alone.
 *
 * @param samples [N, D] mostly normal rows, or images [N, height · width · channels].
 * @throws {InvalidOptionError} for options out of range, and for options that the method does not read.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} {ConstantColumnError} for samples that cannot be used.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this fit.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 * @throws the reason of `signal`, when it aborts.
 */
export async function fitDeepAnomalyDetector(samples: DeepSamples, given?: DeepAnomalyOptions): Promise<DeepAnomalyFit> {
  const options = readAnomalyOptions(given)
  return options.method === 'dagmm' ? fitDagmm(samples, options) : fitFeatureMixture(samples, options)
}
