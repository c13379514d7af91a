import { fitGaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { choice, count, optional, record } from '@mixtura/numerics/validation'
import { embedManifold } from '../manifold/embedManifold.js'

/** How rows are first divided into clusters. */
export type PartitionMethod =
  /** A mixture fitted to an embedding of the graph of the codes' nearest neighbours. */
  | 'manifold'
  /** A mixture fitted to the codes. */
  | 'mixture'

/** Of the embedding: neighbours of each row in the graph, columns, and passes of the optimisation. */
export interface ManifoldPartition {
  readonly neighbours: number
  readonly dimensions: number
  readonly epochs: number
}

export const manifoldPartition = (code: number): ManifoldPartition => ({ neighbours: 15, dimensions: Math.min(10, code), epochs: 50 })

/** Readers of how rows are divided, for every fit that divides them. */
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
export async function partitionRows(codes: Matrix, options: PartitionOptions, run: PartitionRun): Promise<Matrix> {
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
