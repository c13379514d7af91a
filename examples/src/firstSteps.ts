import { fitGaussianMixture, selectGaussianMixture } from '@mixtura/core'
import { openDataset } from '@mixtura/data'

const dataset = await openDataset('old-faithful.csv')
const { samples } = await dataset.readFeatures({ scaling: 'none', missing: 'error' })

const { model } = await fitGaussianMixture(samples, { components: 2, seed: 7 })
console.log(model.weights[0]?.toFixed(3), (await model.bic(samples)).toFixed(1))

const labels = await model.predict(samples)
const memberships = await model.responsibilities(samples)

const { table } = await selectGaussianMixture(samples, {
  components: { minimum: 1, maximum: 6 },
  covarianceTypes: ['full', 'diag'],
})
console.log(labels.length, memberships.columns, table[0]?.components, table[0]?.covarianceType)
