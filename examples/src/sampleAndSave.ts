// A mixture from plain numbers: draw from it, save it, load it, and find it again from its samples.
import { fitGaussianMixture, GaussianMixture } from '@mixtura/core'

const truth = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.7, 0.3],
  means: [[0, 0], [4, 1]],
  covariances: [[[1, 0.5], [0.5, 1]], [[0.5, 0], [0, 2]]],
})
const { samples } = truth.sample(5000, { seed: 1 })
const saved = JSON.stringify(truth)
const loaded = GaussianMixture.fromJSON(JSON.parse(saved))
const { model } = await fitGaussianMixture(samples, { components: 2, seed: 1 })

console.log(`loaded equals saved: ${JSON.stringify(loaded) === saved}`)
console.log(`weights found: ${Array.from(model.weights, weight => weight.toFixed(2)).join(', ')}`)
console.log(`nats per sample, truth and fit: ${(await truth.meanLogLikelihood(samples)).toFixed(3)}, ${(await model.meanLogLikelihood(samples)).toFixed(3)}`)
