import { silhouette } from '@mixtura/core'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { embedManifold } from './embedManifold.js'

/** Three Gaussian clusters in five dimensions, whose means are some deviations apart, and the cluster of each row. */
function clouds(rows: number): { readonly data: Matrix; readonly kinds: number[] } {
  const random = createRandom(4)
  const kinds = Array.from({ length: rows }, (_, row) => row % 3)
  const values = kinds.flatMap(kind => Array.from({ length: 5 }, (_, column) => (column % 3 === kind ? 3 : 0) + random.normal()))
  return { data: { data: Float64Array.from(values), rows, columns: 5 }, kinds }
}

it('draws clusters together and apart from each other', async () => {
  const { data, kinds } = clouds(450)
  const embedding = await embedManifold(data, { epochs: 100 })
  expect(await silhouette(data, kinds)).toBeLessThan(0.5)
  expect(await silhouette(embedding, kinds)).toBeGreaterThan(0.7)
})

it('lays out in fewer dimensions', async () => {
  const { data, kinds } = clouds(300)
  const embedding = await embedManifold(data, { dimensions: 2, epochs: 100 })
  expect(embedding.columns).toBe(2)
  expect(await silhouette(embedding, kinds)).toBeGreaterThan(0.6)
})

it('is the same for the same seed', async () => {
  const { data } = clouds(120)
  const [first, second, other] = [await embedManifold(data, { epochs: 20 }), await embedManifold(data, { epochs: 20 }), await embedManifold(data, { epochs: 20, seed: 1 })]
  expect(second.data).toEqual(first.data)
  expect(other.data).not.toEqual(first.data)
})

it('refuses more neighbours than there are rows', async () => {
  await expect(embedManifold({ data: new Float64Array(20), rows: 10, columns: 2 }, { neighbours: 10 })).rejects.toThrow(
    'option neighbours must be a whole number from 1 to 9, but it is 10. Pass for example neighbours: 9.',
  )
})
