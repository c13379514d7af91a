// Customers have a number, a category, ordered levels, a count and a yes or no; some cells are missing. Which segments are there?
import { adjustedRandIndex, createRandom, fitMixedMixture, imputeMixed } from '@mixtura/core'

const random = createRandom(1)
const drawn = (probabilities: readonly number[]): number => {
  let rest = random.uniform()
  return Math.max(0, probabilities.findIndex(probability => (rest -= probability) < 0))
}
const truth = [
  { spend: 20, region: [0.6, 0.1, 0.2, 0.1], size: [0.7, 0.2, 0.1], visits: 0.1, member: 0.1 },
  { spend: 55, region: [0.1, 0.6, 0.1, 0.2], size: [0.2, 0.6, 0.2], visits: 0.35, member: 0.5 },
  { spend: 90, region: [0.1, 0.1, 0.3, 0.5], size: [0.1, 0.2, 0.7], visits: 0.7, member: 0.9 },
]
const segments = Array.from({ length: 400 }, (_, row) => row % 3)
const missingShare = 0.05 // try 0 to 0.3 by 0.05
const samples = segments.map(segment => {
  const { spend, region, size, visits, member } = truth[segment]
  const count = Array.from({ length: 12 }, () => drawn([1 - visits, visits])).reduce((sum, one) => sum + one, 0)
  const cells = [spend + 10 * random.normal(), drawn(region), drawn(size), count, drawn([1 - member, member])]
  return cells.map(cell => (random.uniform() < missingShare ? NaN : cell))
})
const columns = [
  { kind: 'number', name: 'spend' },
  { kind: 'category', name: 'region', levels: ['north', 'south', 'east', 'west'] },
  { kind: 'ordinal', name: 'size', levels: ['small', 'medium', 'large'] },
  { kind: 'count', name: 'visits' },
  { kind: 'binary', name: 'member', levels: ['no', 'yes'] },
] as const

const candidates = []
for (let components = 1; components <= 5; components++) {
  const { model } = await fitMixedMixture({ columns, samples }, { components, seed: 7 })
  candidates.push({ components, model, bic: await model.bic(samples) })
  console.log(`${components} segments: BIC ${candidates.at(-1)!.bic.toFixed(1)}`)
}
const best = candidates.reduce((one, other) => (other.bic < one.bic ? other : one))
const labels = await best.model.predict(samples)
console.log(`${best.components} segments against the truth: ARI ${adjustedRandIndex(segments, labels).toFixed(3)}, certainty ${(await best.model.classificationCertainty(samples)).toFixed(3)}`)
const filled = await imputeMixed(best.model, samples)
console.log(`cells that are missing now: ${filled.data.filter(Number.isNaN).length}`)

const shown = Float64Array.from({ length: 2 * samples.length }, (_, at) => filled.data[5 * Math.floor(at / 2) + (at % 2 === 0 ? 0 : 3)])
export const figure = { samples: { data: shown, rows: samples.length, columns: 2 }, labels, axes: ['spend', 'visits'] }
