// Counted data: each distinct row once, with the number of times that it occurred.
import { fitGaussianMixture } from '@mixtura/core'
import { oldFaithful } from './samples/oldFaithful.js'

const rounded = oldFaithful.map(([eruption, waiting]) => [Math.round(4 * eruption) / 4, 5 * Math.round(waiting / 5)])
const counts = new Map<string, number>()
for (const row of rounded) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1)
const distinct = [...counts.keys()].map(key => key.split(',').map(Number))

const options = { components: 2, seed: 1 } as const
const repeated = await fitGaussianMixture(rounded, options)
const weighted = await fitGaussianMixture(distinct, { ...options, sampleWeights: [...counts.values()] })

console.log(`${rounded.length} rows, ${distinct.length} of them distinct`)
console.log(`nats per row: ${repeated.logLikelihoods.at(-1)!.toFixed(6)} of all rows, ${weighted.logLikelihoods.at(-1)!.toFixed(6)} of weighted ones`)
