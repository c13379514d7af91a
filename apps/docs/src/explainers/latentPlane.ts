import type { PlaneMixture } from './mixtureState.js'

type Place = readonly [number, number]

/** A fully connected layer. */
export interface DenseLayer {
  /** [inputs, units] row-major */
  readonly kernel: readonly number[]
  /** [units] */
  readonly bias: readonly number[]
}

/** What the explainer needs of a trained autoencoder of square pictures with two latent numbers. */
export interface LatentPlane {
  /** Pixels along a side. */
  readonly side: number
  readonly prior: PlaneMixture
  /** z and component of each picture of training. */
  readonly codes: readonly (readonly [number, number, number])[]
  readonly decoder: readonly DenseLayer[]
}

/** The mean of p(x | z): hidden layers with ReLU, then one probability per pixel. */
export function decodedPicture(decoder: readonly DenseLayer[], z: Place): Float64Array {
  let values = Float64Array.from(z)
  decoder.forEach(({ kernel, bias }, at) => {
    const outputs = Float64Array.from(bias)
    values.forEach((value, i) => {
      for (let unit = 0; unit < outputs.length; unit++) outputs[unit] = outputs[unit]! + value * kernel[i * outputs.length + unit]!
    })
    const isLast = at === decoder.length - 1
    values = outputs.map(output => (isLast ? 1 / (1 + Math.exp(-output)) : Math.max(output, 0)))
  })
  return values
}

/** p(c | z) for each component, and ln p(z) in nats. */
export function latentDensity({ weights, means, covariances }: PlaneMixture, [x, y]: Place): { readonly responsibilities: number[]; readonly logDensity: number } {
  const joint = weights.map((weight, k) => {
    const [[mx, my], [a, b, c]] = [means[k]!, covariances[k]!]
    const [u, v, determinant] = [x - mx, y - my, a * c - b * b]
    return Math.log(weight) - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - (0.5 * (c * u * u - 2 * b * u * v + a * v * v)) / determinant
  })
  const largest = Math.max(...joint)
  const logDensity = largest + Math.log(joint.reduce((sum, value) => sum + Math.exp(value - largest), 0))
  return { responsibilities: joint.map(value => Math.exp(value - logDensity)), logDensity }
}

/** Places at equal distances on the line from one to another, both included. */
export const placesBetween = ([x, y]: Place, [u, v]: Place, count: number): Place[] =>
  Array.from({ length: count }, (_, i) => [x + ((u - x) * i) / (count - 1), y + ((v - y) * i) / (count - 1)] as const)
