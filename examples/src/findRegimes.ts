// Daily returns of two assets, in calm and in stormy times that nobody has marked.
import { adjustedRandIndex, clusteringAccuracy, createRandom, fitGaussianMixture, GaussianMixture, quantile } from '@mixtura/core'

// Simulated: a calm day stays calm with probability 0.98, a stormy one stormy with 0.94. Storms triple the deviations, and the assets fall together.
const random = createRandom(3)
const regimes = [0]
while (regimes.length < 3000) regimes.push(random.uniform() < (regimes.at(-1) === 0 ? 0.98 : 0.94) ? regimes.at(-1)! : 1 - regimes.at(-1)!)
const returns = regimes.map(regime => {
  const [scale, correlation, drift] = regime === 0 ? [0.7, 0.2, 0.05] : [2.1, 0.7, -0.1]
  const first = random.normal()
  return [drift + scale * first, drift + scale * (correlation * first + Math.sqrt(1 - correlation ** 2) * random.normal())]
})
const [past, later] = [returns.slice(0, 2000), returns.slice(2000)]

const one = (await fitGaussianMixture(past, { components: 1 })).model
const { model } = await fitGaussianMixture(past, { components: 2, seed: 1 })
for (const [name, mixture] of [['one Gaussian', one], ['two regimes', model]] as const) {
  const limit = lossOf(mixture, 0.01)
  const exceeded = later.filter(([first, second]) => -(first + second) / 2 > limit).length
  console.log(`${name}: ${(await mixture.meanLogLikelihood(later)).toFixed(3)} nats per later day; 1 day in 100 should lose more than ${limit.toFixed(2)} %, ${exceeded} of 1,000 did`)
}

// A regime lasts for weeks, so the days around a day tell more than that day alone. Component 1 is the rarer one.
const { data } = await model.responsibilities(later)
const prior = Math.log(model.weights[1] / model.weights[0])
/** ln p(x | 1) - ln p(x | 0) of each day. */
const evidence = later.map((_, day) => Math.log(data[2 * day + 1] / data[2 * day]) - prior)
const labelled = (halfWidth: number): number[] =>
  later.map((_, day) => (evidence.slice(Math.max(0, day - halfWidth), day + halfWidth + 1).reduce((sum, value) => sum + value, prior) > 0 ? 1 : 0))
const truth = regimes.slice(2000)
for (const halfWidth of [0, 5]) {
  const labels = labelled(halfWidth)
  console.log(`days by ${2 * halfWidth + 1}: ${(100 * clusteringAccuracy(truth, labels)).toFixed(1)} % in the right regime, ARI ${adjustedRandIndex(truth, labels).toFixed(2)}`)
}

/** The loss, in %, that a portfolio of both assets in equal parts exceeds on a share of the days. The portfolio's returns are a mixture of one column. */
function lossOf(mixture: GaussianMixture, share: number): number {
  const components = Array.from(mixture.weights.keys())
  const portfolio = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: mixture.weights,
    means: components.map(k => [(mixture.componentMean(k)[0] + mixture.componentMean(k)[1]) / 2]),
    covariances: components.map(k => [[mixture.componentCovariance(k).reduce((sum, value) => sum + value, 0) / 4]]),
  })
  return -quantile(portfolio, [share])[0]
}

export const figure = { samples: later, labels: labelled(5), model, axes: ['first asset, %', 'second asset, %'] }
