// Two kinds of eruption: short ones after short waits, long ones after long waits.
import { fitGaussianMixture } from '@mixtura/core'
import { openSampleDataset } from '@mixtura/data'

const dataset = await openSampleDataset('old-faithful')
const { samples } = await dataset.readFeatures({
  columns: ['eruptions', 'waiting'],
  scaling: 'none',
  missing: 'error',
})
const { model, converged } = await fitGaussianMixture(samples, { components: 2, seed: 7 })
await dataset.close()

console.log(`converged: ${converged}, BIC: ${(await model.bic(samples)).toFixed(2)}`)
model.weights.forEach((weight, k) => {
  const [eruption, waiting] = model.componentMean(k)
  console.log(`${(100 * weight).toFixed(1)} % erupt ${eruption!.toFixed(2)} min after ${waiting!.toFixed(1)} min`)
})
