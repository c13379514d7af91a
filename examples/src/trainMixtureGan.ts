// Four groups on a ring. A generator that starts from a mixture need draw no bridges between them.
import { fitGaussianMixtureGan, modeCoverage, ringMixture } from '@mixtura/deep'
import { useBackend } from '@mixtura/tensor'

await useBackend('cpu')
const ring = ringMixture({ modes: 4, deviation: 0.1 })
const { samples } = ring.sample(2000, { seed: 1 })
const { model } = await fitGaussianMixtureGan(samples, {
  latent: { components: 8, dimensions: 2 },
  generator: { kind: 'dense', widths: [24, 24] },
  discriminator: { kind: 'dense', widths: [24, 24] },
  batchSize: 64,
  steps: 800,
  scale: 'none',
  seed: 1,
})
const drawn = await model.sample(500, { seed: 7 })
const { modes, highQualityShare } = await modeCoverage(drawn.samples, ring)
console.log(`${modes} of 4 groups are drawn, ${(100 * highQualityShare).toFixed(0)} % of the rows within three standard deviations of one`)

export const figure = { samples: drawn.samples, labels: await ring.predict(drawn.samples), axes: ['first column', 'second column'] }
model.dispose()
