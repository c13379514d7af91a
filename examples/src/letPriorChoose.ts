// At most ten groups. Variational Bayes leaves those that the data do not support nearly empty.
import { fitBayesianGaussianMixture } from '@mixtura/core'
import { oldFaithful } from './samples/oldFaithful.js'

const { model, bounds } = await fitBayesianGaussianMixture(oldFaithful, { components: 10, seed: 1 })
const inUse = Array.from(model.weights).filter(weight => weight > 0.01)

console.log(`weights above 1 %: ${inUse.map(weight => weight.toFixed(3)).join(', ')}`)
console.log(`evidence lower bound: ${bounds.at(-1)!.toFixed(3)}`)

export const figure = { samples: oldFaithful, labels: await model.predict(oldFaithful), axes: ['eruption, minutes', 'waiting, minutes'] }
