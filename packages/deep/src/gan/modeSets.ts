import { GaussianMixture } from '@mixtura/core'
import { count, numberIn, optional, readOptions } from '@mixtura/numerics/validation'

/** Options of `ringMixture`. */
export interface RingOptions {
  /** Number of modes; 8 by default. */
  readonly modes?: number
  /** Radius of the circle; 1 by default. */
  readonly radius?: number
  /** σ of every mode; 0.01 by default. */
  readonly deviation?: number
}

/** Options of `gridMixture`. */
export interface GridOptions {
  /** Modes along each axis; 5 by default. */
  readonly side?: number
  /** Distance between neighbouring modes; 2 by default. */
  readonly distance?: number
  /** σ of every mode; 0.05 by default. */
  readonly deviation?: number
}

const positive = numberIn({ above: 0, example: 0.1 })

/** 8 modes on a circle of radius 1, σ 0.01. @see Lin et al., PacGAN (2018), section 4.1. */
export function ringMixture(options?: RingOptions): GaussianMixture {
  const { modes = 8, radius = 1, deviation = 0.01 } = readOptions<RingOptions>('ringMixture', options, {
    modes: optional(count(1)), radius: optional(positive), deviation: optional(positive),
  })
  return sphericalMixture(
    Array.from({ length: modes }, (_, k) => {
      const angle = (2 * Math.PI * k) / modes
      return [radius * Math.cos(angle), radius * Math.sin(angle)]
    }),
    deviation,
  )
}

/** 25 modes on the grid {-4, -2, 0, 2, 4}², σ 0.05. @see Lin et al., PacGAN (2018), section 4.1. */
export function gridMixture(options?: GridOptions): GaussianMixture {
  const { side = 5, distance = 2, deviation = 0.05 } = readOptions<GridOptions>('gridMixture', options, {
    side: optional(count(1)), distance: optional(positive), deviation: optional(positive),
  })
  const places = Array.from({ length: side }, (_, i) => distance * (i - (side - 1) / 2))
  return sphericalMixture(places.flatMap(x => places.map(y => [x, y])), deviation)
}

function sphericalMixture(means: readonly (readonly number[])[], deviation: number): GaussianMixture {
  return GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: means.map(() => 1 / means.length),
    means,
    covariances: means.map(() => deviation ** 2),
  })
}
