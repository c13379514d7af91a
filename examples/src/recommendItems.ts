// Ratings of 200 people, each of whom has seen about half of eight films. What would they give to the others?
import { createRandom, fitGaussianMixture, GaussianMixture, imputeMissing } from '@mixtura/core'

// Simulated: three tastes, and within each of them everybody is more or less generous with all films.
const films = 8
const random = createRandom(1)
const tastes = Array.from({ length: 3 }, () => Array.from({ length: films }, () => 3 + 1.3 * random.normal()))
const people = GaussianMixture.fromParameters({
  covarianceType: 'tied',
  weights: [0.45, 0.35, 0.2],
  means: tastes,
  covariances: Array.from({ length: films }, (_, i) => Array.from({ length: films }, (_, j) => (i === j ? 0.6 : 0.2))),
}).sample(200, { seed: 2 }).samples
// The first film has been rated by everybody.
const known = Array.from(people.data, (rating, at) => (at % films === 0 || random.uniform() < 0.45 ? rating : NaN))
const rows = Array.from({ length: people.rows }, (_, n) => known.slice(films * n, films * (n + 1)))

/** Root mean squared error, in stars, over the ratings that were left out. */
function error(predicted: (person: number, film: number) => number): string {
  const squares = rows.flatMap((row, n) => row.flatMap((rating, film) => (Number.isNaN(rating) ? [(predicted(n, film) - people.data[films * n + film]) ** 2] : [])))
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length).toFixed(3)
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
const filmMeans = Array.from({ length: films }, (_, film) => mean(rows.map(row => row[film]).filter(Number.isFinite)))
const generosity = rows.map(row => mean(row.flatMap((rating, film) => (Number.isFinite(rating) ? [rating - filmMeans[film]] : []))))

const options = { covarianceType: 'tied', missing: 'marginalize', tolerance: 1e-5, seed: 1 } as const
const one = await imputeMissing((await fitGaussianMixture(rows, { ...options, components: 1 })).model, rows)
const { model } = await fitGaussianMixture(rows, { ...options, components: 3 })
const filled = await imputeMissing(model, rows)

console.log(`mean of the film: ${error((_, film) => filmMeans[film])} stars`)
console.log(`and the generosity of the person: ${error((n, film) => filmMeans[film] + generosity[n])}`)
console.log(`one Gaussian: ${error((n, film) => one.data[films * n + film])}`)
console.log(`mixture of three tastes: ${error((n, film) => filled.data[films * n + film])}`)

const best = Array.from({ length: films }, (_, film) => film).filter(film => Number.isNaN(rows[0][film])).sort((a, b) => filled.data[b] - filled.data[a])
console.log(`for the first person: film ${best[0]}, ${filled.data[best[0]].toFixed(1)} stars expected`)
