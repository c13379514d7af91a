import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { silhouetteSamples } from './silhouetteSamples.js'

const nine = [[0, 0], [1, 0.5], [0.25, 1], [5, 5], [6, 5.5], [5, 6.25], [9, 0], [2.5, 2], [8, 1]]

/** The definition, computed directly for each sample. */
function silhouetteByDefinition(samples: readonly (readonly number[])[], labels: readonly number[]): number[] {
  const meanDistance = (n: number, members: readonly number[]) =>
    members.reduce((sum, m) => sum + Math.hypot(...samples[n].map((value, d) => value - samples[m][d])), 0) /
    members.length
  const membersOf = (label: number) => labels.flatMap((other, n) => (other === label ? [n] : []))
  return samples.map((_, n) => {
    const own = membersOf(labels[n]).filter(m => m !== n)
    if (own.length === 0) return 0
    const a = meanDistance(n, own)
    const b = Math.min(
      ...[...new Set(labels)].filter(label => label !== labels[n]).map(label => meanDistance(n, membersOf(label))),
    )
    return Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b)
  })
}

it('is (b - a) / max(a, b) on a line', async () => {
  // 0: a = 1, b = 5.5; 1: a = 1, b = 4.5; 5: a = 1, b = 4.5; 6: a = 1, b = 5.5
  const coefficients = await silhouetteSamples([[0], [1], [5], [6]], ['l', 'l', 'r', 'r'])
  expect([...coefficients]).toEqual([4.5 / 5.5, 3.5 / 4.5, 3.5 / 4.5, 4.5 / 5.5])
})

it('is negative for a sample nearer to another cluster, and 0 for the only sample of a cluster', async () => {
  const coefficients = await silhouetteSamples([[0], [1], [10], [9], [-5]], [0, 0, 0, 1, 2])
  expect(coefficients[2]).toBeCloseTo((1 - 9.5) / 9.5, 15)
  expect(coefficients[3]).toBe(0)
  expect(coefficients[4]).toBe(0)
})

it('is 0 for samples that coincide with their own cluster and another', async () => {
  expect([...(await silhouetteSamples([[1], [1], [1], [1]], [0, 0, 1, 1]))]).toEqual([0, 0, 0, 0])
})

// scikit-learn 1.x, silhouette_samples; the first labelling has a cluster of one.
it.each([
  [
    [0, 0, 0, 1, 1, 1, 2, 0, 1],
    [
      0.7719118883917385, 0.7963798602416963, 0.7932639352773654, 0.5766749639114371, 0.6119987341536745,
      0.5782384913296542, 0, 0.46427387448296664, -0.734355505469794,
    ],
  ],
  [
    [0, 0, 0, 1, 1, 1, 2, 0, 2],
    [
      0.7695233846992866, 0.7939552858349704, 0.7865906547481245, 0.7923346322075148, 0.7883683063739588,
      0.8143624691075672, 0.7888026966118945, 0.43527502548988983, 0.734355505469794,
    ],
  ],
])('agrees with scikit-learn for labels %j', async (labels, expected) => {
  const coefficients = await silhouetteSamples(nine, labels)
  expected.forEach((value, n) => expect(Math.abs(coefficients[n] - value)).toBeLessThan(1e-12))
})

it('agrees with the definition', async () => {
  const labelled = fc
    .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.nat(4)), {
      minLength: 3,
      maxLength: 30,
    })
    .filter(rows => {
      const clusters = new Set(rows.map(row => row[2])).size
      return clusters >= 2 && clusters < rows.length
    })
  await fc.assert(
    fc.asyncProperty(labelled, async rows => {
      const samples = rows.map(row => [row[0], row[1]])
      const labels = rows.map(row => row[2])
      const expected = silhouetteByDefinition(samples, labels)
      const coefficients = await silhouetteSamples(samples, labels)
      expected.forEach((value, n) => expect(coefficients[n]).toBeCloseTo(value, 13))
    }),
  )
})

it('agrees with the definition across tiles', async () => {
  const random = createRandom(5)
  const columns = 3000 // gives the smallest tiles, four rows; the clusters have 7 and 8 rows
  const labels = Array.from({ length: 23 }, (_, n) => n % 3)
  const samples = labels.map(label => Array.from({ length: columns }, () => random.normal() + label / 10))
  const expected = silhouetteByDefinition(samples, labels)
  const coefficients = await silhouetteSamples(samples, labels)
  expected.forEach((value, n) => expect(coefficients[n]).toBeCloseTo(value, 12))
})

it('loses no digits far from the origin, or in float32', async () => {
  const labels = [0, 0, 0, 1, 1, 1, 2, 0, 2]
  const expected = await silhouetteSamples(nine, labels)
  const far = nine.map(row => row.map(value => value + 2 ** 40)) // exact: the values are multiples of 1/4
  expect(await silhouetteSamples(far, labels)).toEqual(expected)
  expect(await silhouetteSamples({ data: Float32Array.from(nine.flat()), rows: 9, columns: 2 }, labels)).toEqual(expected)
})

it('does not depend on the names of clusters', async () => {
  const numbers = await silhouetteSamples(nine, [0, 0, 0, 1, 1, 1, 2, 0, 2])
  const names = await silhouetteSamples(nine, ['z', 'z', 'z', 'b', 'b', 'b', 'a', 'z', 'a'])
  numbers.forEach((value, n) => expect(names[n]).toBeCloseTo(value, 14))
})

it('yields to the event loop, and rejects when its signal aborts', async () => {
  const random = createRandom(1)
  const data = Float64Array.from({ length: 40_000 * 20 }, () => random.uniform())
  const labels = Int32Array.from({ length: 40_000 }, (_, n) => n % 4)
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('enough')), 10)
  await expect(
    silhouetteSamples({ data, rows: 40_000, columns: 20 }, labels, { signal: controller.signal }),
  ).rejects.toThrow('enough')
})

it('does not start if its signal is already aborted', async () => {
  await expect(
    silhouetteSamples([[0], [1], [2]], [0, 0, 1], { signal: AbortSignal.abort(new Error('never')) }),
  ).rejects.toThrow('never')
})

it.each([
  [[0, 0, 0, 0], '1 distinct for 4 rows'],
  [[0, 1, 2, 3], '4 distinct for 4 rows'],
])('refuses labels %j', async (labels, actual) => {
  await expect(silhouetteSamples([[0], [1], [2], [3]], labels)).rejects.toThrow(
    `labels must be at least 2 distinct ones and fewer than rows, but it is ${actual}. ` +
      'A silhouette compares clusters of several samples: choose another number of clusters, or more rows.',
  )
})

it('refuses labels that are not one per row', async () => {
  await expect(silhouetteSamples([[0], [1], [2]], [0, 1])).rejects.toThrow(
    'labels must be 3 long, one per row of samples, but it is 2 long. ' +
      'Pass the cluster of every row, in the order of the rows.',
  )
})

it('refuses NaN', async () => {
  await expect(silhouetteSamples([[0], [NaN], [2]], [0, 0, 1])).rejects.toThrow(
    'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.',
  )
})
