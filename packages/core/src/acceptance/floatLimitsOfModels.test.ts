import { describe, expect, it } from 'vitest'
import * as core from '../index.js'

const parameters = {
  covarianceType: 'full',
  weights: [0.3, 0.45, 0.25],
  means: [[0, 0, 0], [6, 5, -4], [-5, 7, 3]],
  covariances: [
    [[2, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 1.5]],
    [[1, -0.2, 0], [-0.2, 0.8, 0.1], [0, 0.1, 2]],
    [[1.5, 0.3, -0.4], [0.3, 2, 0.2], [-0.4, 0.2, 0.7]],
  ],
} as const

/** The mixture with its means moved by `shift` and then column i scaled by `scales[i]`. */
const scaledModel = (scales: readonly number[], shift = 0) => core.GaussianMixture.fromParameters({
  ...parameters,
  means: parameters.means.map(mean => mean.map((value, i) => (value + shift) * scales[i])),
  covariances: parameters.covariances.map(covariance => covariance.map((row, i) => row.map((value, j) => value * scales[i] * scales[j]))),
})

const plainScales = [1, 1, 1]
const plainRows = scaledModel(plainScales).sample(40, { seed: 3 }).samples
const scaledRows = (scales: readonly number[]): core.Matrix => ({ ...plainRows, data: plainRows.data.map((value, at) => value * scales[at % 3]) })

interface Place {
  readonly model: core.GaussianMixture
  /** The same mixture, moved slightly. */
  readonly moved: core.GaussianMixture
  readonly rows: core.Matrix
  readonly scales: readonly number[]
  /** ln of the volume of the scaled unit cube. */
  readonly logScale: number
}
const placeOf = (scales: readonly number[]): Place => ({
  model: scaledModel(scales), moved: scaledModel(scales, 0.5), rows: scaledRows(scales), scales, logScale: scales.reduce((sum, scale) => sum + Math.log(scale), 0),
})

type Numbers = ArrayLike<number>
const inUnits = (values: Numbers, scales: readonly number[]): Numbers => Array.from(values, (value, at) => value / scales[at % scales.length])
/** [K, S, S] covariances in units of the columns. */
const covariancesInUnits = (values: Numbers, scales: readonly number[]): Numbers => {
  const size = scales.length
  return Array.from(values, (value, at) => value / scales[at % size] / scales[Math.floor(at / size) % size])
}

/** Result of each function in units of the columns; it must not depend on their scales. */
const functions: Record<string, (place: Place) => Numbers[] | Promise<Numbers[]>> = {
  sampleMixture: ({ model, scales }) => [inUnits(model.sample(20, { seed: 1 }).samples.data, scales)],
  logDensity: async ({ model, rows, logScale }) => [(await model.logDensity(rows)).map(value => value + logScale)],
  responsibilities: async ({ model, rows }) => [(await model.responsibilities(rows)).data],
  imputeMissing: async ({ model, rows, scales }) => {
    const holes = { ...rows, data: rows.data.map((value, at) => (at % 4 === 1 ? NaN : value)) }
    return [inUnits((await core.imputeMissing(model, holes)).data, scales)]
  },
  quantile: ({ model, scales }) => [core.quantile(model.marginal([1]), [1e-300, 1e-10, 0.1, 0.5, 1 - 1e-10]).map(value => value / scales[1])],
  cumulativeProbability: ({ model, scales }) => [core.cumulativeProbability(model.marginal([1]), [-3, 0, 2, 8].map(value => value * scales[1]))],
  conditionalMixture: ({ model, scales: [first, second, third] }) => {
    const { weights, means, covariances } = core.conditionalMixture(model, { given: [1], values: [2 * second] })
    return [weights, inUnits(means, [first, third]), covariancesInUnits(covariances, [first, third])]
  },
  regress: async ({ model, rows, scales }) => {
    const predictors = core.matrix(Float64Array.from({ length: 80 }, (_, at) => rows.data[Math.floor(at / 2) * 3 + 2 * (at % 2)]), 40, 2)
    const { means } = await core.regress(model, predictors, { predictors: [0, 2], responses: [1] })
    return [inUnits(means.data, [scales[1]])]
  },
  mahalanobisDistances: async ({ model, rows }) => [(await core.mahalanobisDistances(model, rows)).data],
  divergences: ({ model, moved }) => [core.componentDivergences(model, moved).data, [core.klUpperBound(model, moved), core.klVariationalApproximation(model, moved)]],
  klDivergence: async ({ model, moved }) => [Object.values(await core.klDivergence(model, moved, { draws: 200 }))],
  regions: async ({ model, rows, logScale }) => [
    [await core.regionThreshold(model, { probability: 0.9, draws: 500 }) + logScale],
    await core.insideRegion(model, rows, { probability: 0.9, draws: 500 }),
    await core.insideComponents(model, rows, { probability: 0.9 }),
  ],
  anomalies: async ({ model, rows }) => [await core.isAnomalous(model, rows, await core.anomalyThreshold(model, rows, { quantile: 0.1 }))],
  mergedGaussian: ({ model, scales }) => {
    const { means, covariances } = core.mergedGaussian(model)
    return [inUnits(means, scales), covariancesInUnits(covariances, scales)]
  },
  projection: ({ model, rows }) => {
    const projection = core.projectionDirections(model)
    const projected = core.projectMixture(model, projection)
    return [projection.eigenvalues, projection.fromMeans, core.projectSamples(rows, projection).data, projected.means, projected.covariances]
  },
  densityModes: async ({ model, scales }) => [inUnits((await core.densityModes(model)).modes.data, scales)],
  hierarchicalMixture: ({ model }) => [Array.from(core.hierarchicalMixture(model).levels, level => level.divergenceBound)],
}

const scales: Record<string, readonly number[]> = {
  'columns of 1e144': [2 ** 480, 2 ** 480, 2 ** 480],
  'columns of 1e-144': [2 ** -480, 2 ** -480, 2 ** -480],
  'columns of 1e-144, 1 and 1e144': [2 ** -480, 1, 2 ** 480],
  'columns of 1e-152, 1 and 1e151': [2 ** -505, 1, 2 ** 503],
}

describe.each(Object.entries(functions))('%s', (_name, compute) => {
  // Scales are powers of two and cause no rounding; log-densities near 1000 nats have a relative rounding error of 1e-13.
  it.each(Object.entries(scales))('does not change for %s', async (_kind, columns) => {
    const expected = await compute(placeOf(plainScales))
    const found = await compute(placeOf(columns))
    expected.forEach((values, at) => Array.from(values).forEach((value, i) => expect(found[at][i]).toBeCloseTo(value, 9)))
  })
})

const pair = (means: readonly number[], variances: readonly number[], weights = [0.5, 0.5]) => core.GaussianMixture.fromParameters({
  covarianceType: 'full', weights, means: means.map(mean => [mean, 0]), covariances: variances.map(variance => [[variance, 0], [0, variance]]),
})
const extremeModels: Record<string, () => core.GaussianMixture> = {
  'means at ±1e200': () => pair([1e200, -1e200], [1, 1]),
  'means at ±1e307': () => pair([1e307, -1e307], [1, 1]),
  'variances of 1e307': () => pair([0, 1e154], [1e307, 1e307]),
  'variances of 3e-308': () => pair([0, 1e-154], [3e-308, 3e-308]),
  'denormal variances': () => pair([0, 1e-160], [1e-320, 1e-320]),
  'variances of 1e-300 and 1e300': () => pair([0, 1], [1e-300, 1e300]),
  'an offset of 1e18': () => pair([1e18, 1e18 + 1024], [1, 1]),
  'a weight of 1e-300': () => pair([0, 5], [1, 1], [1, 1e-300]),
  'a denormal weight': () => pair([0, 5], [1, 1], [1, 5e-324]),
  'equal components': () => pair([3, 3], [1, 1]),
}
const plainPair = pair([0, 5], [1, 1])
const extremeRows = [[0, 0], [1e155, -1e155], [5e-324, 1e-310], [1e18, 1e18], [1.7e308, -1.7e308]]

/** If squared distances overflow, the log-density is -Infinity; `logDensity` and its quantiles document that. */
const uses: Record<string, (model: core.GaussianMixture, row: number[]) => Numbers[] | Promise<Numbers[]>> = {
  sampleMixture: model => [model.sample(5, { seed: 1 }).samples.data],
  responsibilities: async (model, row) => [(await model.responsibilities([row])).data],
  imputeMissing: async (model, row) => [(await core.imputeMissing(model, [[row[0], NaN]])).data],
  quantile: model => [core.quantile(model.marginal([0]), [1e-300, 0.1, 0.5, 0.9, 1 - 1e-16])],
  cumulativeProbability: (model, row) => [core.cumulativeProbability(model.marginal([0]), row)],
  conditionalMixture: (model, row) => {
    const { weights, means, covariances } = core.conditionalMixture(model, { given: [0], values: [row[0]] })
    return [weights, means, covariances]
  },
  regress: async (model, row) => [(await core.regress(model, [[row[0]]], { predictors: [0], responses: [1] })).means.data],
  mahalanobisDistances: async (model, row) => [(await core.mahalanobisDistances(model, [row])).data],
  confidenceEllipse: model => Object.values(core.confidenceEllipse(model, 1, { columns: [0, 1], probability: 0.9 })).map(value => (typeof value === 'number' ? [value] : value)),
  componentDivergences: model => [core.componentDivergences(model, plainPair).data, core.componentDivergences(plainPair, model).data],
  klDivergence: async model => [Object.values(await core.klDivergence(model, plainPair, { draws: 50 }))],
  klUpperBound: model => [[core.klUpperBound(model, plainPair)]],
  klVariationalApproximation: model => [[core.klVariationalApproximation(plainPair, model)]],
  regionThreshold: async model => [[await core.regionThreshold(model, { probability: 0.9, draws: 50 })]],
  mergedGaussian: model => {
    const { means, covariances } = core.mergedGaussian(model)
    return [means, covariances]
  },
  projection: (model, row) => {
    const projection = core.projectionDirections(model)
    return [projection.eigenvalues, projection.directions.data, core.projectSamples([row], projection).data, core.projectMixture(model, projection).covariances]
  },
  noisyRowsSource: async (model, row) => {
    const source = await core.noisyRowsSource([row], [[1, 1]])
    const { counts, sums, scatters, logLikelihood } = await source.accumulate(model, { scatter: 'full' })
    return [counts, sums, scatters, [logLikelihood]]
  },
}

describe.each(Object.entries(uses))('%s', (_name, use) => {
  it.each(Object.entries(extremeModels))('gives finite values or a typed error for %s', async (_kind, makeModel) => {
    for (const row of extremeRows) {
      let values: Numbers[] = []
      try {
        values = await use(makeModel(), row)
      } catch (error) {
        expect(error).toBeInstanceOf(core.MixturaError)
      }
      for (const array of values) expect(Array.from(array).every(Number.isFinite)).toBe(true)
    }
  })
})

describe('overflow of float64', () => {
  it('is refused by name', async () => {
    const far = pair([1e200, -1e200], [1, 1])
    expect(() => core.componentDivergences(far, plainPair)).toThrow(
      'the divergence of component 0 of p from component 0 of q leaves the range of float64: they are too far apart. ' +
        'Compare mixtures of the same data in the same units, and divide columns whose values are beyond 1e150.',
    )
    expect(() => core.mergedGaussian(far)).toThrow(core.FarComponentsError)
    expect(() => core.projectionDirections(far)).toThrow('the joint covariance of two components leaves the range of float64')
    expect(() => pair([1.5e308, 0], [1, 1])).toThrow(
      'means must be within ±1e+307, but it is partly 1.5e+308. Divide the columns of data and mixture by one number each.',
    )
    expect(() => pair([0, 0], [1, 1e308])).toThrow('covariances must be within ±1e+307, but it is partly 1e+308.')
  })

  it('does not affect the standard error of a finite estimate', async () => {
    const { klDivergence, standardError } = await core.klDivergence(pair([0, 1], [1e-300, 1e300]), plainPair, { draws: 50 })
    expect(Number.isFinite(klDivergence) && Number.isFinite(standardError)).toBe(true)
  })
})
