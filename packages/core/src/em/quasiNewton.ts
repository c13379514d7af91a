import { dot } from '@mixtura/numerics'

/** Curvature pair: a step, and the gradient at its beginning minus the gradient at its end. */
export interface StepPair {
  readonly step: Float64Array
  readonly shrinkage: Float64Array
}

/** Below this cosine between step and shrinkage the objective is not concave along the step, so the pair is not used. */
const minCosine = 1e-3

/** Pair of a step and the gradients at its ends; undefined if the objective is not clearly concave along the step. */
export function stepPair(step: Float64Array, before: Float64Array, after: Float64Array): StepPair | undefined {
  const shrinkage = before.map((value, i) => value - after[i])
  const lengths = Math.sqrt(dot(step, step) * dot(shrinkage, shrinkage))
  return dot(step, shrinkage) > minCosine * lengths ? { step, shrinkage } : undefined
}

/**
 * H ∇, where H is the limited-memory BFGS approximation of the inverse of the negative Hessian. It begins with the identity
 * and is updated by `pairs`, oldest first. H is positive definite, so the direction ascends; without pairs it is ∇ itself.
 *
 * @see Nocedal, Updating quasi-Newton matrices with limited storage (1980); Nocedal & Wright, Numerical Optimization
 *   (2006), algorithm 7.4.
 */
export function quasiNewtonDirection(gradient: Float64Array, pairs: readonly StepPair[]): Float64Array {
  const direction = gradient.slice()
  const shares: number[] = []
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, shrinkage } = pairs[i]
    shares[i] = dot(step, direction) / dot(step, shrinkage)
    add(direction, -shares[i], shrinkage)
  }
  for (let i = 0; i < pairs.length; i++) {
    const { step, shrinkage } = pairs[i]
    add(direction, shares[i] - dot(shrinkage, direction) / dot(step, shrinkage), step)
  }
  return direction
}

function add(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * values[i]
}
