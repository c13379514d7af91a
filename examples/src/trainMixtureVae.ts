// Rows of eight columns that two hidden numbers and a group determine: a variational autoencoder whose prior is a mixture finds both.
import { adjustedRandIndex, createRandom, GaussianMixture } from '@mixtura/core'
import { fitGaussianMixtureVae } from '@mixtura/deep'
import { useBackend } from '@mixtura/tensor'

await useBackend('cpu')
const hidden = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.4, 0.3, 0.3],
  means: [[-2, 0], [2, 0], [0, 3]],
  covariances: [0.2, 0.2, 0.2],
}).sample(300, { seed: 1 })
const random = createRandom(2)
const mixing = Array.from({ length: 8 }, () => [random.normal(), random.normal()])
const samples = Array.from({ length: 300 }, (_, n) => {
  const [u, v] = hidden.samples.data.subarray(2 * n, 2 * n + 2)
  return mixing.map(([a, b]) => Math.tanh(a * u + b * v) + 0.05 * random.normal())
})

const { model, history } = await fitGaussianMixtureVae(samples, {
  components: 3,
  covarianceType: 'full',
  latent: 2,
  network: { kind: 'dense', widths: [32] },
  pretraining: { kind: 'autoencoder', epochs: 60 },
  epochs: 20,
  seed: 1,
})
const labels = await model.predict(samples)
const codes = await model.encode(samples)
const drawn = await model.sample(3, { seed: 1, component: 0 })
console.log(`evidence lower bound: ${history[0].metrics.elbo.toFixed(2)} after the first epoch, ${history.at(-1)!.metrics.elbo.toFixed(2)} after the last, nats per row`)
console.log(`groups against the true ones: ARI ${adjustedRandIndex(hidden.labels, labels).toFixed(2)}`)
console.log(`${drawn.samples.rows} new rows of group 0, ${drawn.samples.columns} columns each`)

export const figure = { samples: codes, labels, model: model.prior, axes: ['first number of the code', 'second number of the code'] }
model.dispose()
