// Behaviours 29 and 30 (see algebra.test.ts for the list): variational Bayes. The normalisers of Dirichlet, stick-breaking and
// Wishart are checked through the evidence, computed with gamma functions: the bound of one component must equal it.
import { describe, expect, it } from 'vitest'
import { choleskyInPlace, createRandom, logBeta, logGamma, logMultivariateGamma, matrix, type Matrix } from '@mixtura/numerics'
import { fitBayesianGaussianMixture } from '../index.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { bayesianCovarianceTypes, type BayesianCovarianceType } from '../bayesian/precisionFamily.js'
import { weightPriors, type NormalWishartPrior, type WeightPrior } from '../bayesian/posterior.js'

/** Three and four rows near two points; all 2^7 assignments can be summed. */
const random = createRandom(4)
const few: Matrix = matrix(
  Float64Array.from({ length: 14 }, (_, at) => (at < 6 ? 3 : -3) + random.normal()),
  7,
  2,
)
const everyKind = bayesianCovarianceTypes.flatMap(covarianceType =>
  weightPriors.map(weights => ({ covarianceType, weights })),
)

describe('29. log-normalisers: the bound', () => {
  it.each(everyKind)('of one component equals the evidence: $covarianceType, $weights', async ({ covarianceType, weights }) => {
    const { bounds, prior } = await fitBayesianGaussianMixture(few, { components: 1, covarianceType, prior: { weights } })
    expect(few.rows * bounds[bounds.length - 1]).toBeCloseTo(logEvidenceOf(prior, new Int32Array(7), 1), 11)
  })

  it.each(everyKind)('of two components is less than 3.2 nats below the evidence: $covarianceType, $weights', async ({ covarianceType, weights }) => {
    const { bounds, prior } = await fitBayesianGaussianMixture(few, {
      components: 2, covarianceType, prior: { weights, weightConcentration: 1 },
    })
    const terms: number[] = []
    for (let assignment = 0; assignment < 2 ** 7; assignment++) {
      terms.push(logEvidenceOf(prior, Int32Array.from({ length: 7 }, (_, row) => (assignment >> row) & 1), 2))
    }
    const largest = Math.max(...terms)
    const logEvidence = largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0))
    const gap = logEvidence - few.rows * bounds[bounds.length - 1]
    // With a symmetric prior, assignments come in pairs that differ by an exchange of labels: ln 2 of the gap.
    expect(gap).toBeGreaterThan(0)
    expect(gap).toBeLessThan(3.2)
  })
})

describe.each(everyKind)('29. $covarianceType, $weights', ({ covarianceType, weights }) => {
  it('has the defaults 1 / K, 1, mean, D and unbiased covariance for its prior', async () => {
    const { prior } = await fitBayesianGaussianMixture(few, { components: 3, covarianceType, prior: { weights } })
    const mean = [0, 1].map(i => Array.from(few.data).filter((_, at) => at % 2 === i).reduce((sum, x) => sum + x / 7, 0))
    const covariance = [0, 1, 2, 3].map(at => {
      let sum = 0
      for (let n = 0; n < 7; n++) sum += (few.data[2 * n + (at >> 1)] - mean[at >> 1]) * (few.data[2 * n + (at & 1)] - mean[at & 1])
      return sum / 6
    })
    const own = { full: covariance, tied: covariance, diag: [covariance[0], covariance[3]], spherical: [(covariance[0] + covariance[3]) / 2] }
    expect([prior.weightConcentration, prior.meanPrecision, prior.degreesOfFreedom]).toEqual([1 / 3, 1, 2])
    expectClose(prior.mean, mean, { relative: 1e-14 })
    expectClose(prior.covariance, own[covarianceType], { relative: 1e-13 })
  })

  it('has the expected weights of its concentrations', async () => {
    const { model, posterior } = await fitBayesianGaussianMixture(few, { components: 2, covarianceType, prior: { weights } })
    const { weights: q } = posterior
    let expected: number[]
    if (q.prior === 'dirichlet') expected = Array.from(q.concentrations)
    else {
      const sticks = Array.from(q.a, (a, k) => a / (a + q.b[k]))
      expected = sticks.map((stick, k) => stick * sticks.slice(0, k).reduce((left, before) => left * (1 - before), 1))
    }
    const total = expected.reduce((sum, weight) => sum + weight, 0)
    expectClose(model.weights, expected.map(weight => weight / total), { relative: 1e-13 })
  })

  it('needs degrees of freedom above D - 1, or above 0 for independent columns', async () => {
    const least = covarianceType === 'full' || covarianceType === 'tied' ? 1 : 0
    const fitting = fitBayesianGaussianMixture(few, { components: 2, covarianceType, prior: { weights, degreesOfFreedom: least } })
    await expect(fitting).rejects.toThrow(`option prior.degreesOfFreedom must be a number above ${least}, but it is ${least}. Pass for example 2.`)
  })
})

it.each(weightPriors)('30. leaves 2 of 10 components in use on Old Faithful (%s)', async weights => {
  const { model, converged } = await fitBayesianGaussianMixture(oldFaithful, {
    components: 10, prior: { weights }, tolerance: 1e-10, maxIterations: 3000,
  })
  expect(converged).toBe(true)
  expect(Array.from(model.weights).filter(weight => weight > 0.01)).toHaveLength(2)
  expect(model.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14)
})

/** ln p(X, z) with all parameters integrated out: a ratio of normalisers of prior and posterior. */
function logEvidenceOf(prior: NormalWishartPrior, labels: Int32Array, components: number): number {
  const { columns } = few
  const { covarianceType, meanPrecision, degreesOfFreedom } = prior
  const counts = Array.from({ length: components }, (_, k) => labels.filter(label => label === k).length)
  let logEvidence = logWeightEvidence(prior.weights, prior.weightConcentration, counts)
  const scatters = counts.map((_, k) => scatterOf(prior, labels, k))
  for (const count of counts) {
    logEvidence += 0.5 * columns * Math.log(meanPrecision / (meanPrecision + count)) - 0.5 * count * columns * Math.log(Math.PI)
  }
  const c0 = expanded(prior)
  const groups = covarianceType === 'tied' ? [counts.map((_, k) => k)] : counts.map((_, k) => [k])
  for (const group of groups) {
    const c = c0.map((value, at) => group.reduce((sum, k) => sum + scatters[k][at], value))
    const count = group.reduce((sum, k) => sum + counts[k], 0)
    logEvidence += logNormalizer(covarianceType, c, degreesOfFreedom + count) - logNormalizer(covarianceType, c0, degreesOfFreedom)
  }
  return logEvidence
}

/** ln ∫ |Λ|^((ν - D - 1) / 2) exp(-½ tr C Λ) dΛ over the precisions of the structure, minus ν D / 2 ln 2. */
function logNormalizer(covarianceType: BayesianCovarianceType, c: readonly number[], nu: number): number {
  const { columns } = few
  const diagonal = Array.from({ length: columns }, (_, i) => c[i * columns + i])
  if (covarianceType === 'diag') {
    return diagonal.reduce((sum, value) => sum + logGamma(nu / 2) - (nu / 2) * Math.log(value), 0)
  }
  if (covarianceType === 'spherical') {
    const trace = diagonal.reduce((sum, value) => sum + value, 0)
    return logGamma((nu * columns) / 2) - ((nu * columns) / 2) * Math.log(trace)
  }
  const factor = Float64Array.from(c)
  choleskyInPlace(factor, columns)
  let logDeterminant = 0
  for (let i = 0; i < columns; i++) logDeterminant += 2 * Math.log(factor[i * columns + i])
  return logMultivariateGamma(nu / 2, columns) - (nu / 2) * logDeterminant
}

/** Scatter of the rows with one label, plus the term of the prior mean. */
function scatterOf({ mean, meanPrecision }: NormalWishartPrior, labels: Int32Array, k: number): readonly number[] {
  const { columns, data } = few
  const rows = Array.from(labels.keys()).filter(row => labels[row] === k)
  const centre = Array.from({ length: columns }, (_, i) => rows.reduce((sum, row) => sum + data[row * columns + i], 0) / Math.max(rows.length, 1))
  const shrunk = (meanPrecision * rows.length) / (meanPrecision + rows.length)
  return Array.from({ length: columns * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns]
    const own = rows.reduce((sum, row) => sum + (data[row * columns + i] - centre[i]) * (data[row * columns + j] - centre[j]), 0)
    return own + shrunk * (centre[i] - mean[i]) * (centre[j] - mean[j])
  })
}

function expanded({ covariance, mean }: NormalWishartPrior): readonly number[] {
  const columns = mean.length
  return Array.from({ length: columns * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns]
    if (covariance.length === columns * columns) return covariance[at]
    return i === j ? covariance[covariance.length === 1 ? 0 : i] : 0
  })
}

/** ln p(z): Dirichlet-multinomial, or products of beta functions over sticks. */
function logWeightEvidence(prior: WeightPrior, concentration: number, counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (prior === 'dirichlet') {
    const all = counts.length * concentration
    return counts.reduce((sum, count) => sum + logGamma(concentration + count) - logGamma(concentration), logGamma(all) - logGamma(all + total))
  }
  let behind = total
  return counts.reduce((sum, count) => {
    behind -= count
    return sum + logBeta(1 + count, concentration + behind) - logBeta(1, concentration)
  }, 0)
}
