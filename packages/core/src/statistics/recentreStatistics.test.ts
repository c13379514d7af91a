import { it } from 'vitest'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomMixture } from '../testing/randomMixture.js'
import { recentreStatistics } from './recentreStatistics.js'
import { samplesSource } from './samplesSource.js'

it('gives the statistics about the other centres', async () => {
  const samples = noise(40, 3, 1)
  const source = await samplesSource(samples)
  for (const covarianceType of ['full', 'diag'] as const) {
    const scatter = covarianceType === 'full' ? 'full' : 'diagonal'
    const model = randomMixture(covarianceType, { components: 1, columns: 3, seed: 2 })
    const other = { ...model, means: Float64Array.of(0.5, -0.25, 2) }
    const statistics = await source.accumulate(model, { scatter })
    const expected = await source.accumulate(other, { scatter })
    const actual = recentreStatistics(statistics, other.means)
    expectClose(actual.sums, expected.sums, { relative: 1e-12, floor: 40 })
    expectClose(actual.scatters, expected.scatters, { relative: 1e-12, floor: 40 })
  }
})
