// How many kinds of iris are there, and of what shape? BIC ranks every combination.
import { adjustedRandIndex, formatSelection, selectGaussianMixture } from '@mixtura/core'
import { iris, species } from './samples/iris.js'

const selection = await selectGaussianMixture(iris, {
  components: { minimum: 1, maximum: 4 },
  covarianceTypes: 'all',
  seed: 7,
})
console.log(formatSelection(selection, { rows: 4 }))
const three = selection.table.find(row => row.components === 3 && row.covarianceType === 'VEV')!.fit!
console.log(`three VEV components against the species: ARI ${adjustedRandIndex(species, await three.model.predict(iris)).toFixed(3)}`)

const shown = ['EEE', 'VEV', 'VVV', 'VVI'] as const
const curves = shown.map(covarianceType => ({
  name: covarianceType,
  points: selection.table
    .filter(row => row.covarianceType === covarianceType && row.bic !== null)
    .sort((a, b) => a.components - b.components)
    .map(row => [row.components, row.bic] as [number, number]),
}))
export const figure = { curves, axes: ['components', 'BIC, smaller is better'] }
