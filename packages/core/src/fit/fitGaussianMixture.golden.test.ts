import { describe, expect, it } from 'vitest'
import { type Matrix, toMatrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { classicTypes, startOf, type GoldenRun } from '../testing/goldenRun.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { oldFaithfulTrajectories } from '../testing/oldFaithfulTrajectories.js'
import { readReferenceFile } from '../testing/referenceFile.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { initialParameters } from '../mixture/initialMixture.js'

/** Both compute in float64 but in different orders; EM contracts the differences as it converges. */
const trajectoryTolerance = 1e-9
/** Parameters are more sensitive to rounding than the likelihood, which is flat near its maximum. */
const parameterTolerance = 1e-7

describe.each(kernelNames)('trajectories of scikit-learn, kernels %s', kernels => {
  it.each(oldFaithfulTrajectories)('on Old Faithful, $covarianceType, $iterations iterations', run =>
    expectTrajectory(oldFaithful, run, kernels),
  )

  for (const dataset of ['faithful', 'iris', 'wine']) {
    const file = readReferenceFile(`sklearn-${dataset}.json`)
    const title = file ? `shared/reference: ${dataset}` : `${dataset} (skipped: shared/reference is not beside the repository)`
    describe.skipIf(!file)(title, () => {
      it.each(file?.runs ?? [])('$covarianceType, $iterations iterations', run =>
        expectTrajectory(toMatrix(file!.data), run, kernels),
      )
      if (!file) it('trajectories', () => expect.fail('skipped'))
    })
  }
})

async function expectTrajectory(samples: Matrix, golden: GoldenRun, kernels: (typeof kernelNames)[number]): Promise<void> {
  const { covarianceType, iterations } = golden
  const fit = await fitGaussianMixture(samples, {
    components: golden.startRows.length,
    covarianceType,
    initialize: startOf(golden, samples),
    regularization: { absolute: 1e-6 },
    tolerance: 0,
    maxIterations: iterations,
    kernels,
  })
  expect(fit.iterations).toBe(iterations)
  expectClose(fit.logLikelihoods, [...golden.lowerBounds, golden.score], { relative: trajectoryTolerance })

  const { model } = fit
  const { order, expected } = inOrderOf(golden, samples.columns)
  expectClose(model.weights, expected.weights, { relative: parameterTolerance })
  expectClose(model.means, expected.means, { relative: parameterTolerance })
  const largest = expected.covariances.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expectClose(model.covariances, expected.covariances, { relative: parameterTolerance, floor: 1e-3 * largest })

  expectClose([await model.bic(samples), await model.aic(samples)], [golden.bic, golden.aic], {
    relative: trajectoryTolerance,
  })
  const firstFive = { data: samples.data.slice(0, 5 * samples.columns), rows: 5, columns: samples.columns }
  expectClose(await model.logDensity(firstFive), golden.logDensityFirst5, { relative: parameterTolerance })
  const responsibilities = (golden.responsibilitiesFirst5 as readonly number[][]).flat()
  const components = order.length
  expectClose(
    (await model.responsibilities(firstFive)).data,
    responsibilities.map((_, i) => responsibilities[i - (i % components) + order[i % components]]),
    // A tiny responsibility is the exponential of a large difference, whose rounding error it multiplies.
    { relative: parameterTolerance, floor: 1e-3 },
  )
}

/** The final parameters with components by descending weight, and the original index of each component. */
function inOrderOf(golden: GoldenRun, columns: number) {
  const components = golden.startRows.length
  const { weights, means, covariances } = initialParameters(golden, {
    covarianceType: golden.covarianceType,
    components,
    columns,
  })
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a])
  const reorder = (values: Float64Array): number[] => {
    const size = values.length / components
    return order.flatMap(k => Array.from(values.subarray(k * size, (k + 1) * size)))
  }
  return {
    order,
    expected: {
      weights: reorder(weights),
      means: reorder(means),
      covariances: golden.covarianceType === 'tied' ? Array.from(covariances) : reorder(covariances),
    },
  }
}

it("covers every covariance type of scikit-learn's", () => {
  expect(new Set(oldFaithfulTrajectories.map(run => run.covarianceType))).toEqual(new Set(classicTypes))
})
