// Small pictures of four shapes in many sizes and directions. Two numbers are left for each picture: what do they hold?
import { adjustedRandIndex, createRandom } from '@mixtura/core'
import { fitGaussianMixtureVae } from '@mixtura/deep'
import { useBackend } from '@mixtura/tensor'

await useBackend('cpu')
const side = 12
/** Pixels from the edge of a bar of length 10 that is turned by `angle`; negative inside. */
const bar = (x: number, y: number, angle: number): number => {
  const [along, across] = [x * Math.cos(angle) + y * Math.sin(angle), y * Math.cos(angle) - x * Math.sin(angle)]
  return Math.max(Math.abs(along) - 5, Math.abs(across) - 1)
}
/** Each shape has one free number, t from 0 to 1: its size or its direction. */
const shapes: readonly ((x: number, y: number, t: number) => number)[] = [
  (x, y, t) => Math.abs(Math.hypot(x, y) - 4 - t) - 1, // a ring
  (x, y, t) => Math.hypot(x, y) - 2 - 1.5 * t, // a disc
  (x, y, t) => bar(x, y, 0.6 * (t - 0.5)), // a bar that lies
  (x, y, t) => bar(x, y, 0.6 * (t - 0.5) + Math.PI / 2), // a bar that stands
]
const random = createRandom(1)
const kinds = Array.from({ length: 300 }, (_, n) => n % shapes.length)
export const pictures = kinds.map(kind => {
  const t = random.uniform()
  return Array.from({ length: side * side }, (_, pixel) => {
    const edge = shapes[kind]((pixel % side) - 5.5, Math.floor(pixel / side) - 5.5, t)
    return Math.min(1, Math.max(0, 0.5 - edge))
  })
})

export const { model, history } = await fitGaussianMixtureVae(pictures, {
  components: 4,
  covarianceType: 'full',
  latent: 2,
  network: { kind: 'dense', widths: [32] },
  pretraining: { kind: 'autoencoder', epochs: 60 },
  epochs: 20,
  batchSize: 30,
  learningRate: 1e-2,
  seed: 1,
})
const labels = await model.predict(pictures)
console.log(`evidence lower bound: ${history.at(-1)!.metrics.elbo.toFixed(0)} nats per picture`)
console.log(`groups against the true shapes: ARI ${adjustedRandIndex(kinds, labels).toFixed(2)}`)

export const figure = { samples: await model.encode(pictures), labels, model: model.prior, axes: ['first number of the code', 'second number of the code'] }
