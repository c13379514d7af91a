// Values that other libraries print or converge to; default options must reach them. Published digits are rounded and mostly
// come from runs that stopped early, so these values come from runs with a tolerance of 1e-13 in the same basin. The tests of
// the classifier, the fit and variational Bayes have further golden values.
import { describe, expect, it } from 'vitest'
import type { CovarianceType, ParsimoniousType } from '../covariance/covarianceStructure.js'
import { fitGaussianMixture, selectGaussianMixture, type GaussianMixtureFit } from '../index.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { acidity, galaxies, precipitation } from '../testing/smallSeries.js'
import { parsimoniousTypes } from '../covariance/structures.js'

const lastOf = ({ logLikelihoods }: GaussianMixtureFit): number => logLikelihoods.at(-1)!

/** Nats. Golden values with four decimals have an error of 5e-5, and 1e-7 per sample for 150 samples is 1.5e-5. */
const margin = 1e-4

/** Total log-likelihoods to which EM of mclust and scikit-learn converges with a tolerance of 1e-13. */
const optima = [
  { dataset: 'Old Faithful', samples: oldFaithful, covarianceType: 'full', components: 2, logLikelihood: -1130.26396 },
  { dataset: 'Old Faithful', samples: oldFaithful, covarianceType: 'tied', components: 2, logLikelihood: -1140.186759 },
  { dataset: 'Old Faithful', samples: oldFaithful, covarianceType: 'diag', components: 2, logLikelihood: -1147.806353 },
  { dataset: 'Old Faithful', samples: oldFaithful, covarianceType: 'spherical', components: 2, logLikelihood: -1709.529282 },
  { dataset: 'iris', samples: iris, covarianceType: 'full', components: 2, logLikelihood: -214.354704 },
  { dataset: 'iris', samples: iris, covarianceType: 'full', components: 3, logLikelihood: -180.185477 },
  { dataset: 'iris', samples: iris, covarianceType: 'tied', components: 3, logLikelihood: -256.354043 },
  { dataset: 'iris', samples: iris, covarianceType: 'diag', components: 3, logLikelihood: -307.177572 },
  { dataset: 'iris', samples: iris, covarianceType: 'spherical', components: 3, logLikelihood: -384.314095 },
] as const

const seeds = Array.from({ length: 20 }, (_, seed) => seed)

it.each(optima)(
  'reaches the optimum with default options from any of 20 seeds: $dataset, $covarianceType, $components components',
  async ({ samples, covarianceType, components, logLikelihood }) => {
    const missed: string[] = []
    for (const seed of seeds) {
      const fit = await fitGaussianMixture(samples, { components, covarianceType, seed })
      const total = fit.logLikelihoods.at(-1)! * samples.rows
      if (!(total >= logLikelihood - 1e-4) || !fit.converged) missed.push(`seed ${seed}: ${total}`)
    }
    expect(missed).toEqual([])
  },
)

/** Total log-likelihoods, nats: that to which EM of mclust converges from its own start, and the best of 200 starts. */
const converged: readonly (readonly ['iris' | 'faithful', CovarianceType, number, number])[] = [
  ['faithful', 'EEE', 3, -1126.315928], ['faithful', 'VVE', 2, -1132.187446], ['faithful', 'VVV', 2, -1130.26396],
  ['faithful', 'VVI', 2, -1147.806353], ['faithful', 'VII', 2, -1709.529282], ['faithful', 'EEE', 2, -1140.186759],
  ['iris', 'VEV', 2, -215.725972], ['iris', 'VEV', 3, -186.073283], ['iris', 'VVV', 3, -180.185477], ['iris', 'VVV', 2, -214.354704],
  ['iris', 'EEE', 3, -256.354043], ['iris', 'VII', 3, -384.314095], ['iris', 'VVI', 3, -306.860462],
]

it.each(converged)('%s, %s with %d components converges to %d or above', async (name, covarianceType, components, golden) => {
  const samples = name === 'iris' ? iris : oldFaithful
  const fit = await fitGaussianMixture(samples, { components, covarianceType })
  expect([fit.converged, fit.collapsed]).toEqual([true, false])
  expect(samples.rows * lastOf(fit)).toBeGreaterThanOrEqual(golden - margin)
})

it('iris, VEV with 2 components has the BIC and ICL of mclust, with the opposite sign', async () => {
  const { model } = await fitGaussianMixture(iris, { components: 2, covarianceType: 'VEV' })
  expect(await model.bic(iris)).toBeCloseTo(561.7285, 3)
  expect(await model.icl(iris, { assignment: 'hard' })).toBeCloseTo(561.7289, 3)
})

/** Total log-likelihoods on iris to which EM of mclust converges with a tolerance of 1e-13, for G = 2 and 3. */
const mclustOptima: Readonly<Record<ParsimoniousType, readonly [number, number]>> = {
  EII: [-536.6525, -401.8022], VII: [-478.5591, -384.3141], EEI: [-488.9148, -361.4255], VEI: [-443.0667, -339.4687],
  EVI: [-463.569, -338.7888], VVI: [-386.1853, -307.1776], EEE: [-296.4476, -256.354], VEE: [-278.0571, -237.5602],
  EVE: [-273.4962, -258.1055], VVE: [-244.9718, -238.0596], EEV: [-259.6669, -231.1758], VEV: [-215.726, -186.0733],
  EVV: [-259.0164, -222.7838], VVV: [-214.3547, -180.1855],
}

it.each(parsimoniousTypes)('reaches with its defaults the optima of mclust on iris, or better ones, %s', async covarianceType => {
  for (const components of [2, 3]) {
    const fit = await fitGaussianMixture(iris, { components, covarianceType })
    expect([fit.converged, fit.collapsed]).toEqual([true, false])
    expect(150 * lastOf(fit)).toBeGreaterThanOrEqual(mclustOptima[covarianceType][components - 2] - margin)
  }
})

describe('with a conjugate prior', () => {
  // mclust's choices by BIC and their log-likelihoods; its EM stops early, so ours are higher.
  it.each([
    ['iris', 'VEV', 2, -225.2685],
    ['faithful', 'EEE', 3, -1126.4427],
  ] as const)('BIC selects for %s the structure %s with %d components, at %d or above', async (name, covarianceType, components, golden) => {
    const samples = name === 'iris' ? iris : oldFaithful
    const { best, table } = await selectGaussianMixture(samples, {
      components: { minimum: 1, maximum: 4 }, covarianceTypes: ['VEV', 'EEE', 'VVV', 'VVI', 'EII'], prior: {},
    })
    expect([table[0].covarianceType, table[0].components]).toEqual([covarianceType, components])
    expect(samples.rows * lastOf(best)).toBeGreaterThanOrEqual(golden - margin)
  })
})

/** From R with set.seed(1): seven standard normal pairs, and eight moved by (10, 10), to seven decimals. */
const fifteen = [
  [-0.6264538, 0.1836433], [-0.8356286, 1.5952808], [0.3295078, -0.8204684], [0.4874291, 0.7383247], [0.5757814, -0.3053884],
  [1.5117812, 0.3898432], [-0.6212406, -2.2146999], [11.1249309, 9.9550664], [9.9838097, 10.9438362], [10.8212212, 10.5939013],
  [10.9189774, 10.7821363], [10.074565, 8.0106483], [10.6198257, 9.9438713], [9.8442045, 8.5292476], [9.5218499, 10.4179416],
]

it('fifteen points in the plane: log-likelihood and parameters of R mixtools, as in the tests of Spark', async () => {
  const fit = await fitGaussianMixture(fifteen, { components: 2, regularization: { relative: 0 } })
  expect(15 * lastOf(fit)).toBeCloseTo(-46.89499, 5)
  expectClose(fit.model.weights, [8 / 15, 7 / 15], { relative: 1e-6 })
  expectClose(fit.model.means, [10.363673, 9.897081, 0.11731091, -0.06192351], { relative: 1e-5 })
  expectClose(
    fit.model.covariances,
    [0.2961543, 0.160783, 0.160783, 1.008878, 0.62049934, 0.06880802, 0.06880802, 1.27431874],
    { relative: 1e-5 },
  )
})

const inRows = (values: readonly number[]): number[][] => values.map(value => [value])
/** In 1000 km/s. */
const velocities = galaxies.map(value => value / 1000)

/** Data of one column; the golden values are the best of 200 starts. */
const series: readonly [name: string, values: readonly number[], covarianceType: 'EEE' | 'VVV', components: number, golden: number][] = [
  ['acidity', acidity, 'EEE', 2, -185.949264],
  ['galaxies', velocities, 'VVV', 3, -203.179228],
  ['galaxies', velocities, 'EEE', 3, -212.351855],
]

it.each(series)('%s converges to its golden value or above', async (_, values, covarianceType, components, golden) => {
  const fit = await fitGaussianMixture(inRows(values), { components, covarianceType })
  expect(fit.collapsed).toBe(false)
  expect(values.length * lastOf(fit)).toBeGreaterThanOrEqual(golden - margin)
})

it("galaxies, V with 3 components from quantiles, reaches the optimum of mclust's start, below that of the defaults", async () => {
  const fit = await fitGaussianMixture(inRows(velocities), { components: 3, initialize: 'quantiles' })
  expect(82 * lastOf(fit)).toBeCloseTo(-212.080404, 4)
})

it("BIC selects V with 2 components for precipitation, at -572.188 or above in mclust's sign", async () => {
  const samples = inRows(precipitation)
  const { best } = await selectGaussianMixture(samples, { components: { minimum: 1, maximum: 4 }, covarianceTypes: ['EEE', 'VVV'] })
  expect([best.model.covarianceType, best.model.components]).toEqual(['VVV', 2])
  expect(-(await best.model.bic(samples))).toBeGreaterThanOrEqual(-572.188 - 1e-3) // mclust prints three decimals
})
