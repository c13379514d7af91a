// A quarter of all cells is missing, so two rows of three have a hole. Integrating holes out uses every cell that is there.
import { createRandom, fitGaussianMixture, GaussianMixture, imputeMissing } from '@mixtura/core'

const truth = GaussianMixture.fromParameters({
  covarianceType: 'tied',
  weights: [0.6, 0.4],
  means: [[0, 0, 0, 0], [2, 1, 2, -1]],
  covariances: [[1, 0.7, 0.5, 0.3], [0.7, 1, 0.6, 0.4], [0.5, 0.6, 1, 0.5], [0.3, 0.4, 0.5, 1]],
})
const missingShare = 0.25 // try 0 to 0.5 by 0.05
const { samples } = truth.sample(200, { seed: 1 })
const random = createRandom(2)
const rows = Array.from({ length: samples.rows }, (_, n) => Array.from(samples.data.subarray(4 * n, 4 * n + 4), cell => (random.uniform() < missingShare ? NaN : cell)))
const withCells = rows.filter(row => row.some(Number.isFinite))
const complete = rows.filter(row => row.every(Number.isFinite))

const options = { components: 2, seed: 3 } as const
const onComplete = (await fitGaussianMixture(complete, options)).model
const onAll = (await fitGaussianMixture(withCells, { ...options, missing: 'marginalize' })).model
const filled = await imputeMissing(onAll, withCells)

const unseen = truth.sample(20_000, { seed: 9 }).samples
const score = async (model: GaussianMixture): Promise<string> => (await model.meanLogLikelihood(unseen)).toFixed(3)
console.log(`${complete.length} of ${rows.length} rows are complete`)
console.log(`nats per new row: truth ${await score(truth)}, fit of complete rows ${await score(onComplete)}, of all rows ${await score(onAll)}`)
console.log(`cells that are missing now: ${filled.data.filter(Number.isNaN).length}`)

export const figure = { samples: filled, labels: await onAll.predict(filled), model: onAll.marginal([0, 1]), axes: ['first column', 'second column'] }
