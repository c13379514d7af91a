import { describe, expect, it } from 'vitest'
import { countsKlDivergence, modeCoverage } from './modeCoverage.js'
import { gridMixture, ringMixture } from './modeSets.js'

describe('mode coverage', () => {
  it('counts modes, rows of high quality and the divergence', async () => {
    // Two rows at the first mode, one 2.9 σ from the second, one 3.1 σ from the third.
    const { means } = ringMixture()
    const rows = [[means[0], means[1]], [means[0], means[1]], [means[2] + 0.029, means[3]], [means[4] - 0.031, means[5]]]
    const coverage = await modeCoverage(rows, ringMixture())
    expect(coverage.modes).toBe(2)
    expect(coverage.highQualityShare).toBe(0.75)
    expect(Array.from(coverage.counts)).toEqual([2, 1, 0, 0, 0, 0, 0, 0])
    // Shares ½, ¼, ¼ against ⅛: ½ ln 4 + ½ ln 2
    expect(coverage.reverseKlDivergence).toBeCloseTo(0.5 * Math.log(4) + 0.5 * Math.log(2), 12)
  })

  it.each([['ring', ringMixture(), 8], ['grid', gridMixture(), 25]] as const)('of a perfect sampler is 98.9 % (%s)', async (_name, mixture, modes) => {
    const coverage = await modeCoverage(mixture.sample(50_000, { seed: 3 }).samples, mixture)
    expect(coverage.modes).toBe(modes)
    // 1 - exp(-9/2); four standard deviations of a share among 50,000 are 0.0019.
    expect(Math.abs(coverage.highQualityShare - (1 - Math.exp(-4.5)))).toBeLessThan(0.0019)
    // (K - 1) / 2N is expected: 0.0002.
    expect(coverage.reverseKlDivergence).toBeLessThan(0.001)
  })

  it('is 0 of nothing near, with all divergence', async () => {
    const coverage = await modeCoverage([[10, 0], [10, 0]], ringMixture())
    expect(coverage).toMatchObject({ modes: 0, highQualityShare: 0 })
    expect(coverage.reverseKlDivergence).toBeCloseTo(Math.log(8), 12)
  })

  it('measures counts against unequal shares', () => {
    expect(countsKlDivergence([1, 3], [0.25, 0.75])).toBeCloseTo(0, 15)
    expect(countsKlDivergence([4, 0], [0.25, 0.75])).toBeCloseTo(Math.log(4), 15)
  })
})
