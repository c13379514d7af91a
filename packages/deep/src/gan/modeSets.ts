import { GaussianMixture } from '@mixtura/core'

/** 8 modes on a circle of radius 1, σ 0.01. @see Lin et al., PacGAN (2018), section 4.1. */
export function ringMixture({ modes = 8, radius = 1, deviation = 0.01 } = {}): GaussianMixture {
  return sphericalMixture(
    Array.from({ length: modes }, (_, k) => {
      const angle = (2 * Math.PI * k) / modes
      return [radius * Math.cos(angle), radius * Math.sin(angle)]
    }),
    deviation,
  )
}

/** 25 modes on the grid {-4, -2, 0, 2, 4}², σ 0.05. @see Lin et al., PacGAN (2018), section 4.1. */
export function gridMixture({ side = 5, distance = 2, deviation = 0.05 } = {}): GaussianMixture {
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
