import { createRandom, type Matrix, type Samples, ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord, readOptions, requireCount } from '@mixtura/numerics/validation'
import { gaussiansOf, joinGaussians } from '../hierarchy/weightedGaussian.js'
import { drawReaders, type DrawOptions } from '../mixture/drawOptions.js'
import { GaussianMixture, requireModel, type ScoreOptions } from '../mixture/gaussianMixture.js'
import type { GaussianMixtureJson } from '../mixture/mixtureJson.js'
import { requireOneOf, requireRecord, requireValid } from '../mixture/modelFields.js'
import { sampleMixture, type LabelledSamples } from '../mixture/sampleMixture.js'
import { largestOf, sumsOfClusters } from './sumsOfClusters.js'

const format = 'mixtura-merged-mixture'
const version = 1

/** A mixture with merged components as plain JSON data. */
export interface MergedMixtureJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly clusters: readonly (readonly number[])[]
  readonly mixture: GaussianMixtureJson
}

/**
 * A Gaussian mixture whose groups are clusters of components: each cluster is itself a mixture, so it need not be Gaussian. The density is
 * that of the mixture. It is immutable.
 *
 * Every method that takes samples, [N, D], throws {ShapeError} for other columns and {NonFiniteValuesError} for NaN and infinities.
 *
 * @see Baudry, Raftery, Celeux, Lo & Gottardo, Combining mixture components for clustering (2010).
 */
export class MergedMixture {
  readonly mixture: GaussianMixture
  /** The components of each cluster: a partition of 0 to K - 1, such as `MergingTree.clustersAt` gives. */
  readonly clusters: readonly (readonly number[])[]

  /** @throws {ShapeError} unless each component of the mixture is in exactly one cluster, and no cluster is empty. */
  constructor(parts: Pick<MergedMixture, 'mixture' | 'clusters'>) {
    if (!isRecord(parts)) throw new ShapeError('parts', '{ mixture, clusters }', describeValue(parts), 'Pass a mixture and the clusters of its components.')
    const { mixture, clusters } = parts
    requireModel('mixture', mixture)
    requirePartition(clusters, mixture.components)
    this.mixture = mixture
    this.clusters = clusters.map(cluster => [...cluster])
  }

  /** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
  static fromJSON(json: unknown): MergedMixture {
    const record = requireRecord(json)
    requireOneOf(record, 'format', [format])
    requireOneOf(record, 'version', [version])
    const mixture = GaussianMixture.fromJSON(record.mixture)
    return new MergedMixture(requireValid({ mixture, clusters: record.clusters as MergedMixture['clusters'] }, parts => new MergedMixture(parts)))
  }

  /** Plain data for JSON.stringify. */
  toJSON(): MergedMixtureJson {
    return { format, version, clusters: this.clusters, mixture: this.mixture.toJSON() }
  }

  /** [N] ln p(x_n), nats. */
  async logDensity(samples: Samples, options?: ScoreOptions): Promise<Float64Array> {
    return this.mixture.logDensity(samples, options)
  }

  /** [N, C] posterior probability of each cluster given each sample: the sum over its components. Rows sum to 1. */
  async responsibilities(samples: Samples, options?: ScoreOptions): Promise<Matrix> {
    return sumsOfClusters(await this.mixture.responsibilities(samples, options), this.clusters)
  }

  /** [N] the most probable cluster of each sample; the lowest index among equals. */
  async predict(samples: Samples, options?: ScoreOptions): Promise<Int32Array> {
    return largestOf(await this.responsibilities(samples, options))
  }

  /**
   * Draws rows with the cluster of each. `component` of the options names a cluster here.
   *
   * @throws {InvalidOptionError} for an option out of range.
   */
  sample(count: number, options: DrawOptions = {}): LabelledSamples {
    requireCount('count', count, 1)
    const { seed = 0, component: cluster } = readOptions('sample', options, drawReaders(this.clusters.length))
    const { samples, labels } = sampleMixture({ ...this.#parameters, weights: this.#weightsWithin(cluster) }, count, { random: createRandom(seed) })
    const clusterOf = new Int32Array(this.mixture.components)
    this.clusters.forEach((members, c) => members.forEach(component => (clusterOf[component] = c)))
    return { samples, labels: labels.map(component => clusterOf[component]) }
  }

  /**
   * The Gaussian of the weight, mean and covariance of each cluster, to draw or to describe it.
   *
   * @throws {FarComponentsError} if a covariance overflows float64.
   */
  gaussians(): GaussianMixture {
    const { columns } = this.mixture
    const each = gaussiansOf(this.mixture)
    const joined = this.clusters.map(members => members.map(component => each[component]).reduce(joinGaussians))
    const means = new Float64Array(joined.length * columns)
    const covariances = new Float64Array(joined.length * columns ** 2)
    joined.forEach(({ mean, covariance }, c) => {
      means.set(mean, c * columns)
      covariances.set(covariance, c * columns ** 2)
    })
    const weights = Float64Array.from(joined, ({ weight }) => weight)
    return new GaussianMixture({ covarianceType: 'full', components: joined.length, columns, weights, means, covariances })
  }

  get #parameters(): Pick<GaussianMixture, 'covarianceType' | 'components' | 'columns' | 'means' | 'covariances'> {
    const { covarianceType, components, columns, means, covariances } = this.mixture
    return { covarianceType, components, columns, means, covariances }
  }

  /** [K] the weights of the components given a cluster; all weights without one. */
  #weightsWithin(cluster: number | undefined): Float64Array {
    const { weights } = this.mixture
    if (cluster === undefined) return weights
    const members = this.clusters[cluster]
    const total = members.reduce((sum, component) => sum + weights[component], 0)
    const own = new Float64Array(weights.length)
    for (const component of members) own[component] = weights[component] / total
    return own
  }
}

/** @throws {ShapeError} unless each of `components` is in exactly one cluster. */
function requirePartition(clusters: unknown, components: number): asserts clusters is MergedMixture['clusters'] {
  const areNumbers = Array.isArray(clusters) && clusters.every(cluster => Array.isArray(cluster) && cluster.length > 0 && cluster.every(Number.isSafeInteger))
  const members = areNumbers ? (clusters as number[][]).flat().sort((a, b) => a - b) : []
  if (members.length === components && members.every((component, at) => component === at)) return
  const given = areNumbers ? JSON.stringify(clusters) : describeValue(clusters)
  throw new ShapeError('clusters', `lists that hold each component from 0 to ${components - 1} once`, given, 'Pass clustersAt of the tree of the mixture.')
}
