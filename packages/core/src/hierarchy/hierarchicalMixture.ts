import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { GaussianMixture, requireModel } from '../mixture/gaussianMixture.js'
import { gaussiansOf, joinGaussians, logDeterminant, type WeightedGaussian } from './weightedGaussian.js'

/** A mixture that approximates the finest one with fewer components. */
export interface MixtureLevel {
  readonly components: number
  /** The first level is the given mixture; later ones are 'full', because joined components have no common structure. */
  readonly model: GaussianMixture
  /** [components] for each component of `model`: its components of the finest mixture, ascending. */
  readonly members: readonly (readonly number[])[]
  /** Upper bound on the Kullback-Leibler divergence of `model` from the finest mixture, nats. */
  readonly divergenceBound: number
}

/** Ever coarser mixtures, made by joining the components of one. */
export interface MixtureHierarchy {
  /** From the finest level to the coarsest. */
  readonly levels: readonly MixtureLevel[]
  /** @throws {InvalidOptionError} if there is no level with this number of components. */
  at(components: number): MixtureLevel
}

/** A joined component, and its components of the finest mixture. */
interface Group extends WeightedGaussian {
  readonly members: readonly number[]
  readonly logDeterminant: number
}

/**
 * Reduces a mixture to fewer components, one pair at a time. Two components i, j become the Gaussian of their joint weight,
 * mean and covariance. Each step joins the pair with the smallest
 *
 *   B(i, j) = ½ [(w_i + w_j) ln |Σ_ij| - w_i ln |Σ_i| - w_j ln |Σ_j|]
 *
 * (the first among equals). B bounds the divergence that this merge adds. Over all merges up to a level the bounds sum to
 * Σ_g Σ_{i in g} w_i KL(N_i ‖ N_g), which bounds the divergence of that level from the finest mixture. The mean and the
 * covariance of the whole mixture do not change. O(K³ D³) time.
 *
 * @param levels numbers of components of the levels to build, in any order; by default all from K to 1.
 * @throws {ShapeError} if a level is not a whole number from 1 to K, or the list is empty.
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
        'Add it to the levels of hierarchicalMixture, which builds all levels by default.',
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

/** B(a, b), nats. It is never negative; rounding errors below zero are clipped. */
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
