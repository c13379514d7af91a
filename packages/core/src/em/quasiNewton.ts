/** A step that was taken, and by how much the gradient shrank along it. */
export interface StepPair {
  readonly step: Float64Array
  readonly shrinkage: Float64Array
}

/** Below this cosine of a step and its shrinkage, what is climbed is not concave there: such a pair teaches nothing. */
const leastCosine = 1e-3

/**
 * The pair of a step and the gradients at its ends; undefined where the objective was not clearly concave along it.
 */
export function stepPair(step: Float64Array, before: Float64Array, after: Float64Array): StepPair | undefined {
  const shrinkage = before.map((value, i) => value - after[i])
  const lengths = Math.sqrt(dot(step, step) * dot(shrinkage, shrinkage))
  return dot(step, shrinkage) > leastCosine * lengths ? { step, shrinkage } : undefined
}

/**
 * H ∇ with the inverse Hessian H (its sign turned) that limited-memory BFGS makes of the identity and `pairs`, the latest
 * last. H is positive definite, so the direction ascends; without pairs it is the gradient itself.
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

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function add(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * values[i]
}
