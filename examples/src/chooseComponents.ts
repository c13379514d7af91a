// How many kinds of iris are there, and of what shape? BIC ranks every combination.
import { adjustedRandIndex, covarianceTypes, selectGaussianMixture } from '@mixtura/core'
import { openSampleDataset } from '@mixtura/data'

const dataset = await openSampleDataset('iris')
const measurements = dataset.columns.filter(column => column.role === 'feature').map(column => column.name)
const { samples } = await dataset.readFeatures({ columns: measurements, scaling: 'none', missing: 'error' })
const species = await dataset.readColumn('species')
await dataset.close()

const { table, best } = await selectGaussianMixture(samples, {
  components: { minimum: 1, maximum: 4 },
  covarianceTypes,
  seed: 7,
})
for (const row of table.slice(0, 3)) {
  console.log(`${row.components} ${row.covarianceType}: BIC ${row.bic?.toFixed(1)}`)
}
const three = table.find(row => row.components === 3 && row.covarianceType === 'full')!.fit!
console.log(`best has ${best.model.components} components`)
console.log(
  `three full components against the species: ARI ${adjustedRandIndex(species.map(String), await three.model.predict(samples)).toFixed(3)}`,
)
