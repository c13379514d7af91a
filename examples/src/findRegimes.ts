// Daily returns of two assets, in calm and in stormy times that nobody has marked.
import { adjustedRandIndex, clusteringAccuracy, createRandom, fitGaussianMixture, GaussianMixture, quantile, type Random } from '@mixtura/core'

// Simulated: a calm day stays calm with probability 0.98, a stormy one stormy with 0.94. Storms triple the deviations, and the assets fall together.
const drawn = [{ scale: 0.7, correlation: 0.2, drift: 0.05, share: 0.75 }, { scale: 2.1, correlation: 0.7, drift: -0.1, share: 0.25 }]
interface Days { readonly regimes: number[]; readonly returns: number[][] }
function simulate(days: number, random: Random): Days {
  const regimes = [0]
  while (regimes.length < days) regimes.push(random.uniform() < (regimes.at(-1) === 0 ? 0.98 : 0.94) ? regimes.at(-1)! : 1 - regimes.at(-1)!)
  const returns = regimes.map(regime => {
    const { scale, correlation, drift } = drawn[regime]!
    const first = random.normal()
    return [drift + scale * first, drift + scale * (correlation * first + Math.sqrt(1 - correlation ** 2) * random.normal())]
  })
  return { regimes, returns }
}
const { regimes, returns } = simulate(3000, createRandom(3))
const [past, later] = [returns.slice(0, 2000), returns.slice(2000)]

const one = (await fitGaussianMixture(past, { components: 1 })).model
const { model } = await fitGaussianMixture(past, { components: 2, seed: 1 })
for (const [name, mixture] of [['one Gaussian', one], ['two regimes', model]] as const) {
  console.log(`${name}: ${(await mixture.meanLogLikelihood(later)).toFixed(3)} nats per later day`)
}

// The loss that 1 day in 100 should exceed, and what 1,000 later days say. Historical simulation takes the 1 % quantile of the past itself.
for (const [name, limit] of [['one Gaussian', lossOf(one, 0.01)], ['past days', pastLoss(past, 0.01)], ['two regimes', lossOf(model, 0.01)]] as const) {
  const exceeded = later.filter(day => portfolioLoss(day) > limit).length
  const ratio = coverageRatio(exceeded, later.length, 0.01)
  console.log(`${name}: loss of ${limit.toFixed(2)} % exceeded on ${exceeded} days of 1,000, coverage ${ratio.toFixed(2)} (${ratio > 3.84 ? 'refused' : 'not refused'} at 5 %)`)
}

// One past may be lucky. Over 40 others: the root mean squared error of the limit, against that of the chain itself.
const exact = lossOf(GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: drawn.map(({ share }) => share),
  means: drawn.map(({ drift }) => [drift, drift]),
  covariances: drawn.map(({ scale, correlation }) => [[scale ** 2, correlation * scale ** 2], [correlation * scale ** 2, scale ** 2]]),
}), 0.01)
for (const days of [500, 2000]) {
  const squares = [0, 0, 0]
  for (let run = 0; run < 40; run++) {
    const { returns: other } = simulate(days, createRandom(3).fork(run))
    const gaussian = (await fitGaussianMixture(other, { components: 1 })).model
    const mixture = (await fitGaussianMixture(other, { components: 2, seed: 1 })).model
    for (const [i, limit] of [lossOf(gaussian, 0.01), pastLoss(other, 0.01), lossOf(mixture, 0.01)].entries()) squares[i]! += (limit - exact) ** 2 / 40
  }
  const [gaussian, history, mixture] = squares.map(square => Math.sqrt(square).toFixed(2))
  console.log(`${days} days: the limit (${exact.toFixed(2)} %) is missed by ${gaussian} with one Gaussian, ${history} with past days, ${mixture} with two regimes`)
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

/** The loss, in %, of a portfolio of both assets in equal parts on one day. */
function portfolioLoss([first, second]: readonly number[]): number {
  return -(first! + second!) / 2
}

/** The loss, in %, that a share of the given days exceeded. */
function pastLoss(days: readonly (readonly number[])[], share: number): number {
  const losses = days.map(portfolioLoss).sort((a, b) => b - a)
  return losses[Math.floor(share * losses.length)]!
}

/** Kupiec's likelihood ratio of `exceeded` among `days`, against a share: chi-squared of one degree of freedom if the limit is right and days are independent. */
function coverageRatio(exceeded: number, days: number, share: number): number {
  const logLikelihood = (p: number): number => (exceeded > 0 ? exceeded * Math.log(p) : 0) + (exceeded < days ? (days - exceeded) * Math.log(1 - p) : 0)
  return 2 * (logLikelihood(exceeded / days) - logLikelihood(share))
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
