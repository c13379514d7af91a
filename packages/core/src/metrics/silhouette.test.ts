import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { silhouette } from './silhouette.js'

const nine = [[0, 0], [1, 0.5], [0.25, 1], [5, 5], [6, 5.5], [5, 6.25], [9, 0], [2.5, 2], [8, 1]]
const labels = [0, 0, 0, 1, 1, 1, 2, 0, 2]

function twoBlobs(perBlob: number, seed: number) {
  const random = createRandom(seed)
  const blobLabels = Array.from({ length: 2 * perBlob }, (_, n) => n % 2)
  return { samples: blobLabels.map(label => [random.normal() + 4 * label, random.normal()]), labels: blobLabels }
}

it('is the mean of the coefficients of all samples', async () => {
  expect(await silhouette([[0], [1], [5], [6]], [0, 0, 1, 1])).toBeCloseTo((4.5 / 5.5 + 3.5 / 4.5) / 2, 15)
})

it('agrees with scikit-learn', async () => {
  expect(Math.abs((await silhouette(nine, labels)) - 0.7448408845047778)).toBeLessThan(1e-12)
  expect(Math.abs((await silhouette(nine, [0, 0, 0, 1, 1, 1, 2, 0, 1])) - 0.42870958247985985)).toBeLessThan(1e-12)
})

it('uses every row if sampleSize is at least the number of rows', async () => {
  const whole = await silhouette(nine, labels)
  expect(await silhouette(nine, labels, { sampleSize: 9 })).toBe(whole)
  expect(await silhouette(nine, labels, { sampleSize: 1000, seed: 4 })).toBe(whole)
})

it('estimates from rows drawn by the seed', async () => {
  const blobs = twoBlobs(1000, 2)
  const whole = await silhouette(blobs.samples, blobs.labels)
  const estimate = await silhouette(blobs.samples, blobs.labels, { sampleSize: 400, seed: 1 })
  expect(await silhouette(blobs.samples, blobs.labels, { sampleSize: 400, seed: 1 })).toBe(estimate)
  expect(await silhouette(blobs.samples, blobs.labels, { sampleSize: 400, seed: 2 })).not.toBe(estimate)
  // The coefficients have a standard deviation of about 0.17, so a mean of 400 has about 0.0085.
  expect(Math.abs(estimate - whole)).toBeLessThan(0.03)
  expect(estimate).not.toBe(whole)
})

it('draws every row with equal probability, without replacement', async () => {
  // One outlier among 6 rows lowers the score visibly; half of the draws of 3 rows contain it.
  const samples = [[0], [0], [0], [1], [1], [1000]]
  const rowLabels = [0, 0, 0, 0, 0, 1]
  let drawn = 0
  const runs = 600
  for (let seed = 0; seed < runs; seed++) {
    drawn += await silhouette(samples, rowLabels, { sampleSize: 3, seed }).then(
      () => 1,
      () => 0, // without row 5 there is only one cluster
    )
  }
  // Binomial(600, 1/2) has a standard deviation of 12.2; the tolerance is five of them.
  expect(Math.abs(drawn - runs / 2)).toBeLessThan(61)
})

it('names the draw in the error if it has too few clusters', async () => {
  const samples = Array.from({ length: 100 }, (_, n) => [n])
  const rowLabels = samples.map((_, n) => (n === 0 ? 1 : 0))
  await expect(silhouette(samples, rowLabels, { sampleSize: 3 })).rejects.toThrow(
    'labels of the rows drawn must be at least 2 distinct ones and fewer than rows, but it is 1 distinct for 3 rows. ' +
      'A silhouette compares clusters of several samples: choose another number of clusters, or more rows.',
  )
})

it.each([
  [{ sampleSize: 2 }, 'option sampleSize must be a whole number of at least 3, but it is 2. Leave it out to use every row.'],
  [{ sampleSize: 3.5 }, 'option sampleSize must be a whole number of at least 3, but it is 3.5. Leave it out to use every row.'],
  [{ seed: -1 }, 'option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Leave it out for 0.'],
])('refuses %j', async (options, message) => {
  await expect(silhouette(nine, labels, options)).rejects.toThrow(message)
})

it('reports row numbers of the given samples, not of the draw', async () => {
  const samples = Array.from({ length: 20 }, (_, n) => [n === 17 ? NaN : n])
  const rowLabels = samples.map((_, n) => n % 2)
  await expect(silhouette(samples, rowLabels, { sampleSize: 3 })).rejects.toThrow('NaN at row 17, column 0')
  await expect(silhouette(nine, [0, 0, 0, 1, 1, 1, 2, 0, NaN], { sampleSize: 3 })).rejects.toThrow(
    'labels[8] must be a finite number or a string, but it is NaN.',
  )
})
