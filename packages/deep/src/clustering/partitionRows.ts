import { fitGaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { choice, count, optional, record } from '@mixtura/numerics/validation'
import type { PhaseFollower } from '@mixtura/tensor'
import { layoutRows, type ManifoldPhase } from '../manifold/embedManifold.js'

/** How the codes are divided into clusters. */
export type PartitionMethod =
  /** Fits a mixture to an embedding of the graph of the codes' nearest neighbours. */
  | 'manifold'
  /** Fits a mixture to the codes. */
  | 'mixture'

/** Settings of the embedding: neighbours of each row in the graph, embedding dimensions, and passes of the optimisation. */
export interface ManifoldPartition {
  readonly neighbours: number
  readonly dimensions: number
  readonly epochs: number
}

export const manifoldPartition = (code: number): ManifoldPartition => ({ neighbours: 15, dimensions: Math.min(10, code), epochs: 50 })

/** Option readers for every fit that partitions rows. */
export const partitionReaders = {
  partition: choice(['manifold', 'mixture']),
  manifold: record<Partial<ManifoldPartition>>({ neighbours: optional(count(1)), dimensions: optional(count(1)), epochs: optional(count(1)) }),
} as const

export interface PartitionOptions {
  readonly components: number
  readonly covarianceType: NamedCovarianceType
  readonly partition: PartitionMethod
  readonly manifold: ManifoldPartition
  readonly seed: number
}

/** Phases of a partition: the embedding of the codes, if there is one, and the fit of the mixture that divides them. */
export type PartitionPhase = ManifoldPhase | 'partition'

export interface PartitionRun {
  /** [N, K] previous partition; absent for the first. */
  readonly before?: Matrix
  readonly follow: PhaseFollower<PartitionPhase>
}

/** Starts of the mixture fit; the most likely result partitions the rows. */
const starts = 8
/** EM ends at this remaining gain per sample, nats. The network moves the codes by more than that in one round. */
const tolerance = 1e-5

/**
 * Partitions the codes into clusters: responsibilities [N, K]. The first partition largely determines the final result.
 * Mixtures of the codes have several optima of nearly equal likelihood, and the most likely is often the wrong one. In an
 * embedding of the neighbour graph, clusters are so far apart that all starts and covariance structures agree.
 *
 * A fit that was stopped before divides the codes in the cheapest way, by one E-step of a mixture of the codes.
 */
export async function partitionRows(codes: Matrix, options: PartitionOptions, run: PartitionRun): Promise<Matrix> {
  const { components, covarianceType, partition, manifold, seed } = options
  const { before, follow } = run
  if (partition === 'mixture' || follow.isStopped()) {
    const start = before ? { initialize: { responsibilities: before } } : { starts }
    const { model } = await fitGaussianMixture(codes, { components, covarianceType, ...start, tolerance, seed, ...follow.mixtureFit('partition') })
    return model.responsibilities(codes)
  }
  const neighbours = Math.min(manifold.neighbours, codes.rows - 1)
  const embedding = await layoutRows(codes, { ...manifold, neighbours, seed }, follow)
  // Clusters of an embedding are compact and of similar size, and fewer parameters have fewer false optima.
  const { model } = await fitGaussianMixture(embedding, { components, covarianceType: 'tied', starts, seed, ...follow.mixtureFit('partition') })
  return model.responsibilities(embedding)
}
