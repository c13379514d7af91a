import type { GaussianMixture, MixtureParameters } from '@mixtura/core'
import type { DrawnEllipse } from '../../../../examples/src/running/exampleFigure.js'

/** The mixture of a figure: full covariances in two columns, in an order that the figure keeps. */
export interface PlaneMixture {
  /** [K] */
  readonly weights: readonly number[]
  /** [K, 2] */
  readonly means: readonly (readonly [number, number])[]
  /** [K] a, b, c of the covariance [a b; b c] */
  readonly covariances: readonly (readonly [number, number, number])[]
}

/** The components of a fitted mixture as the figure holds them. */
export function planeMixture(model: GaussianMixture): PlaneMixture {
  const components = Array.from({ length: model.components }, (_, k) => k)
  return {
    weights: components.map(k => model.weights[k]!),
    means: components.map(k => {
      const [x, y] = model.componentMean(k)
      return [x!, y!] as const
    }),
    covariances: components.map(k => {
      const [a, b, , c] = model.componentCovariance(k)
      return [a!, b!, c!] as const
    }),
  }
}

/** The mixture for functions of core. */
export const initialOf = ({ weights, means, covariances }: PlaneMixture) => ({
  weights: [...weights],
  means: means.map(mean => [...mean]),
  covariances: covariances.map(([a, b, c]) => [[a, b], [b, c]]),
})

/**
 * Label priors [N, K] that say nothing. A fit that has label priors keeps the components in the order of its start, so that a figure
 * keeps their colours; without them core sorts components by weight.
 */
export const equalPriors = (rows: number, components: number): number[][] => Array.from({ length: rows }, () => Array.from({ length: components }, () => 1))

/** Squared radius that holds 90 % of a Gaussian in two columns: -2 ln(1 - 0.9). */
const squaredRadius = -2 * Math.log(0.1)

/** The ellipse of each component that holds 90 % of it: eigenvalues (a + c)/2 ± √((a - c)²/4 + b²) of the covariance. */
export function ellipsesOfPlane({ means, covariances }: PlaneMixture): DrawnEllipse[] {
  return covariances.map(([a, b, c], label) => {
    const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)]
    return {
      label,
      centre: means[label]!,
      semiAxes: [Math.sqrt(squaredRadius * (middle + half)), Math.sqrt(squaredRadius * Math.max(middle - half, 0))] as const,
      angle: 0.5 * Math.atan2(2 * b, a - c),
    }
  })
}

/** Interpolates between two mixtures, for animations. A convex combination of covariances is a covariance. */
export function between(from: PlaneMixture, to: PlaneMixture, share: number): PlaneMixture {
  const mix = (a: number, b: number): number => a + (b - a) * share
  return {
    weights: from.weights.map((weight, k) => mix(weight, to.weights[k]!)),
    means: from.means.map(([x, y], k) => [mix(x, to.means[k]![0]), mix(y, to.means[k]![1])] as const),
    covariances: from.covariances.map((numbers, k) => numbers.map((value, i) => mix(value, to.covariances[k]![i]!)) as unknown as readonly [number, number, number]),
  }
}

/** Parameters as `onIteration` reports them. */
export function planeParameters({ components, weights, means, covariances }: MixtureParameters): PlaneMixture {
  return {
    weights: Array.from(weights),
    means: Array.from({ length: components }, (_, k) => [means[2 * k]!, means[2 * k + 1]!] as const),
    covariances: Array.from({ length: components }, (_, k) => [covariances[4 * k]!, covariances[4 * k + 1]!, covariances[4 * k + 3]!] as const),
  }
}
