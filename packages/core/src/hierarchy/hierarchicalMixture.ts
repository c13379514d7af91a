import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { GaussianMixture, requireModel } from '../mixture/gaussianMixture.js'
import { gaussiansOf, joinGaussians, logDeterminant, type WeightedGaussian } from './weightedGaussian.js'

/** A mixture of fewer components that stands for a finer one. */
export interface MixtureLevel {
  readonly components: number
  /** 'full' below the first level: what is joined keeps no common structure. */
  readonly model: GaussianMixture
  /** [components] of ascending component numbers of the finest mixture: what each component of `model` is made of. */
  readonly members: readonly (readonly number[])[]
  /** Upper bound on the Kullback-Leibler divergence of `model` from the finest mixture, nats. */
  readonly divergenceBound: number
}

/** From the finest level to the coarsest; together a mixture of mixtures. */
export interface MixtureHierarchy {
  readonly levels: readonly MixtureLevel[]
  /** @throws {InvalidOptionError} if there is no level of so many components. */
  at(components: number): MixtureLevel
}

/** A joined component and the components of the finest mixture in it. */
interface Group extends WeightedGaussian {
  readonly members: readonly number[]
  readonly logDeterminant: number
}

/**
 * Reduces a mixture to fewer components, one pair at a time. Two components i, j become the Gaussian of their
 * joint weight, mean and covariance, and the pair of least
 *
 *   B(i, j) = ½ [(w_i + w_j) ln |Σ_ij| - w_i ln |Σ_i| - w_j ln |Σ_j|]
 *
 * is next (of equals the first). B bounds the divergence that joining them brings; over the whole way to a level the
 * bounds add up to Σ_g Σ_{i in g} w_i KL(N_i ‖ N_g), which bounds the divergence of that level from the finest mixture.
 * Mean and covariance of the whole mixture stay what they were. O(K³ D² + K² D³) time.
 *
 * @param levels numbers of components to build, in any order; every one from K to 1 by default.
 * @throws {ShapeError} if a level is not a whole number from 1 to K, or there is none.
 * @throws {DegenerateCovarianceError} if a covariance of the model is not positive definite.
 * @see Runnalls, Kullback-Leibler approach to Gaussian mixture reduction (2007).
 */
export function hierarchicalMixture(model: GaussianMixture, levels?: readonly number[]): MixtureHierarchy {
  requireModel('model', model)
  const wanted = wantedLevels(model.components, levels)
  let groups: Group[] = gaussiansOf(model).map((gaussian, k) => ({
    ...gaussian,
    members: [k],
    logDeterminant: logDeterminant(gaussian.covariance, model.columns, k),
  }))
  const built: MixtureLevel[] = []
  let divergenceBound = 0
  for (;;) {
    if (wanted.has(groups.length)) {
      const ordered = inCanonicalOrder(groups)
      built.push({
        components: groups.length,
        model: groups.length === model.components ? model : mixtureOf(ordered),
        members: ordered.map(({ members }) => members),
        divergenceBound,
      })
    }
    if (built.length === wanted.size) break
    const { joined, bound, i, j } = closestPair(groups)
    divergenceBound += bound
    groups = groups.flatMap((group, at) => (at === j ? [] : [at === i ? joined : group]))
  }
  return {
    levels: built,
    at(components) {
      const level = built.find(candidate => candidate.components === components)
      if (level) return level
      throw new InvalidOptionError(
        'components',
        `one of the levels ${built.map(candidate => candidate.components).join(', ')}`,
        components,
        'Name it among the levels of hierarchicalMixture, which builds all by default.',
      )
    },
  }
}

function wantedLevels(components: number, levels: readonly number[] | undefined): ReadonlySet<number> {
  if (levels === undefined) return new Set(Array.from({ length: components }, (_, i) => components - i))
  if (!Array.isArray(levels)) {
    throw new ShapeError('levels', 'a list of whole numbers', describeValue(levels), 'Leave it out to build every level.')
  }
  const unfit = levels.findIndex(level => !(Number.isSafeInteger(level) && level >= 1 && level <= components))
  if (levels.length === 0 || unfit >= 0) {
    throw new ShapeError(
      'levels',
      `whole numbers from 1 to ${components}, as the mixture has ${components} components`,
      levels.length === 0 ? 'empty' : describeValue(levels[unfit]),
      'Leave it out to build every level.',
    )
  }
  return new Set(levels)
}

function closestPair(groups: readonly Group[]): { joined: Group; bound: number; i: number; j: number } {
  let best: { joined: Group; bound: number; i: number; j: number } | undefined
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      const joined = joinGroups(groups[i], groups[j])
      const bound = boundOfJoining(groups[i], groups[j], joined)
      if (!best || bound < best.bound) best = { joined, bound, i, j }
    }
  }
  return best!
}

function joinGroups(a: Group, b: Group): Group {
  const gaussian = joinGaussians(a, b)
  return {
    ...gaussian,
    members: [...a.members, ...b.members].sort((x, y) => x - y),
    logDeterminant: logDeterminant(gaussian.covariance, gaussian.mean.length, a.members[0]),
  }
}

/** B(a, b), nats; never negative, so rounding below zero is cut off. */
function boundOfJoining(a: Group, b: Group, joined: Group): number {
  const bound =
    a.weight * (joined.logDeterminant - a.logDeterminant) + b.weight * (joined.logDeterminant - b.logDeterminant)
  return Math.max(0, bound / 2)
}

/** By descending weight, ties by ascending mean. */
function inCanonicalOrder(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((a, b) => {
    if (a.weight !== b.weight) return b.weight - a.weight
    const differing = a.mean.findIndex((value, i) => value !== b.mean[i])
    return differing < 0 ? 0 : a.mean[differing] - b.mean[differing]
  })
}

function mixtureOf(groups: readonly Group[]): GaussianMixture {
  return GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: groups.map(({ weight }) => weight),
    means: groups.map(({ mean }) => mean),
    covariances: groups.map(({ covariance }) => covariance),
  })
}
