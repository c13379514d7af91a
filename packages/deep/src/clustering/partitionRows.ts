import { fitGaussianMixture, type Matrix } from '@mixtura/core'
import { embedManifold } from '../manifold/embedManifold.js'
import type { CompleteClusteringOptions } from './deepClusteringOptions.js'

export interface PartitionRun {
  /** [N, K] the partition before; none for the first. */
  readonly before?: Matrix
  readonly signal?: AbortSignal
  /** Called after every pass of the embedding. */
  readonly onEpoch?: (epoch: number) => void
}

/** Fits of a mixture from different starts, of which the most likely divides the rows. */
const starts = 8
/** Remaining gain per sample at which EM ends, nats: the network moves the codes by more in one round. */
const tolerance = 1e-5

/**
 * Shares of clusters in every row, [N, K]. The first partition decides where a run ends: mixtures of the codes themselves
 * have several of nearly equal likelihood, of which the most likely is often the wrong one, while in an embedding of the
 * graph of their neighbours clusters are so far apart that all starts and structures agree.
 */
export async function partitionRows(codes: Matrix, options: CompleteClusteringOptions, run: PartitionRun): Promise<Matrix> {
  const { components, covarianceType, partition, manifold, seed } = options
  const { before, signal, onEpoch } = run
  const abort = signal ? { signal } : {}
  if (partition === 'mixture') {
    const start = before ? { initialize: { responsibilities: before } } : { starts }
    const { model } = await fitGaussianMixture(codes, { components, covarianceType, ...start, tolerance, seed, ...abort })
    return model.responsibilities(codes)
  }
  const neighbours = Math.min(manifold.neighbours, codes.rows - 1)
  const embedding = await embedManifold(codes, { ...manifold, neighbours, seed, ...abort, ...(onEpoch ? { onEpoch } : {}) })
  // Clusters of an embedding are compact and of like size, and fewer parameters have fewer false optima.
  const { model } = await fitGaussianMixture(embedding, { components, covarianceType: 'tied', starts, seed, ...abort })
  return model.responsibilities(embedding)
}
