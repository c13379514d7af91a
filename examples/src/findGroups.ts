// Two kinds of eruption of Old Faithful, found without being told that there are two.
import { fitGaussianMixture } from '@mixtura/core'
import { oldFaithful } from './samples/oldFaithful.js'

const components = 2 // try 1 to 6
const { model, converged, iterations } = await fitGaussianMixture(oldFaithful, { components, seed: 7 })
const labels = await model.predict(oldFaithful)
const shares = await model.responsibilities([[3, 66]])

console.log(`converged: ${converged}, after ${iterations} iterations`)
model.weights.forEach((weight, k) => {
  const [eruption, waiting] = model.componentMean(k)
  console.log(`group ${k}: ${(100 * weight).toFixed(1)} % of rows, ${eruption.toFixed(2)} min after ${waiting.toFixed(1)} min`)
})
console.log(`3 min after 66 min, by group: ${Array.from(shares.data, share => share.toFixed(2)).join(', ')}`)

export const figure = { samples: oldFaithful, labels, model, axes: ['eruption, minutes', 'waiting, minutes'] }
