import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { mixtureAugmentation } from './mixtureAugmentation.js'

/** Five numbers per class, without a search by BIC. */
const classifier = { method: 'EDDA', covarianceTypes: ['VVV'] } as const
const random = createRandom(1)
const labels = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? 'few' : 'many'))
const rows = labels.map(label => [random.normal() + (label === 'few' ? 10 : 0), random.normal()])

describe('mixtureAugmentation', () => {
  it('keeps the rows that are given and adds as many of each class, where that class is', async () => {
    const { samples, labels: all, classifier: fitted } = await mixtureAugmentation(rows, labels, { rowsPerClass: 200, seed: 5, classifier })
    expect([samples.rows, samples.columns, all.length]).toEqual([460, 2, 460])
    expect(Array.from(samples.data.slice(0, 120))).toEqual(rows.flat())
    expect(all.slice(0, 60)).toEqual(labels)
    expect(fitted.classes).toEqual(['few', 'many'])
    for (const [label, mean] of [['few', 10], ['many', 0]] as const) {
      const drawn = all.flatMap((other, n) => (n >= 60 && other === label ? [samples.data[2 * n]] : []))
      expect(drawn).toHaveLength(200)
      // The mean of 200 draws about that of at least 20 rows: five deviations of 0.23.
      expect(Math.abs(drawn.reduce((sum, value) => sum + value / 200, 0) - mean)).toBeLessThan(1.2)
    }
  })

  it('draws the same for the same seed', async () => {
    const drawn = async (seed: number): Promise<ArrayLike<number>> => (await mixtureAugmentation(rows, labels, { rowsPerClass: 5, seed, classifier })).samples.data
    expect(await drawn(1)).toEqual(await drawn(1))
    expect(await drawn(1)).not.toEqual(await drawn(2))
  })

  it('refuses no rows, one class, NaN and labels of another number', async () => {
    await expect(mixtureAugmentation(rows, labels, { rowsPerClass: 0 })).rejects.toThrow(
      'option rowsPerClass must be a whole number of at least 1, but it is 0. Pass for example rowsPerClass: 2.',
    )
    await expect(mixtureAugmentation(rows, labels.map(() => 'one'), { rowsPerClass: 1 })).rejects.toThrow(
      'labels must be of at least 2 classes, but it is all one. Pass samples of at least two classes.',
    )
    await expect(mixtureAugmentation([[NaN], [1]], [0, 1], { rowsPerClass: 1 })).rejects.toMatchObject({ code: 'non-finite-values' })
    await expect(mixtureAugmentation(rows, [0, 1], { rowsPerClass: 1 })).rejects.toThrow(
      'labels must be [60], one per row, but it is [2]. Give every row its label.',
    )
  })
})
