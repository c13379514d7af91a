import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { chunksSource } from './chunksSource.js'
import { noisyRowsSource } from './noisyRowsSource.js'
import { samplesSource } from './samplesSource.js'
import type { StatisticsSource } from './statisticsSource.js'

const rows = [[1, 2], [3, 5], [4, 4]]
const sources: Readonly<Record<string, () => Promise<StatisticsSource>>> = {
  'samples': () => samplesSource(rows),
  'samples with missing cells': () => samplesSource([...rows, [2, NaN]], { missing: 'marginalize' }),
  'noisy rows': () => noisyRowsSource(rows, rows.map(() => [0.1, 0.1])),
  'chunks': () => chunksSource(() => [rows]),
}

it.each(Object.entries(sources))('refuses a mixture with another number of columns (%s)', async (_, open) => {
  const source = await open()
  const model = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [[0, 0, 0]], covariances: [1] })
  await expect(source.accumulate(model, { scatter: 'diagonal' })).rejects.toThrow(
    'model must be a mixture in 2 columns, as the source, but it is one in 3. Pass a mixture of the columns of the source.',
  )
})
