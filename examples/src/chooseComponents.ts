// How many kinds of iris are there, and of what shape? BIC ranks every combination.
import { adjustedRandIndex, formatSelection, selectGaussianMixture } from '@mixtura/core'
import { openSampleDataset } from '@mixtura/data'

const dataset = await openSampleDataset('iris')
const measurements = dataset.columns.filter(column => column.role === 'feature').map(column => column.name)
const { samples } = await dataset.readFeatures({ columns: measurements, scaling: 'none', missing: 'error' })
const species = await dataset.readColumn('species')
await dataset.close()

const selection = await selectGaussianMixture(samples, {
  components: { minimum: 1, maximum: 4 },
  covarianceTypes: 'all',
  seed: 7,
})
console.log(formatSelection(selection, { rows: 4 }))
const three = selection.table.find(row => row.components === 3 && row.covarianceType === 'VEV')!.fit!
console.log(
  `three VEV components against the species: ARI ${adjustedRandIndex(species.map(String), await three.model.predict(samples)).toFixed(3)}`,
)
