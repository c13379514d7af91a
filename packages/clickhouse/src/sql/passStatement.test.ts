import { GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { expect, it } from 'vitest'
import { numberLiteral, quoteName } from './literals.js'
import { largestOf } from './mixtureLevels.js'
import { passSettings } from './passSettings.js'
import { passStatement, readPass } from './passStatement.js'

const unit = (columns: number, components: number): MixtureParameters => ({
  covarianceType: 'full',
  components,
  columns,
  weights: new Float64Array(components).fill(1 / components),
  means: new Float64Array(components * columns),
  covariances: Float64Array.from({ length: components * columns ** 2 }, (_, at) => (Math.floor(at / columns) % columns === at % columns ? 1 : 0.1)),
})

it('is one readable statement', () => {
  const model = new GaussianMixture({ covarianceType: 'diag', components: 1, columns: 1, weights: Float64Array.of(1), means: Float64Array.of(2), covariances: Float64Array.of(4) })
  const { sql } = passStatement({ sql: 'SELECT toFloat64(`a`) AS mixtura_x0 FROM `t`', columns: 1, hasWeights: false }, model, 'diagonal')
  // ½ ln 2π + ln 2 = 1.612…
  expect(sql).toBe(
    'SELECT count(), toFloat64(count()), sum(logDensity), sum(n0), sum(g0_0), sum(g0_0 * d0_0) FROM (' +
      'SELECT logDensity, d0_0, r0 AS n0, r0 * d0_0 AS g0_0 FROM (' +
      'SELECT d0_0, m + log(s) AS logDensity, e0 / s AS r0 FROM (' +
      'SELECT d0_0, m, e0, e0 AS s FROM (' +
      'SELECT d0_0, m, exp(l0 - m) AS e0 FROM (' +
      'SELECT d0_0, l0, l0 AS m FROM (' +
      'SELECT d0_0, (-1.612085713764618) - 0.5 * (z0_0 * z0_0) AS l0 FROM (' +
      'SELECT d0_0, 0.5 * d0_0 AS z0_0 FROM (' +
      'SELECT mixtura_x0 - 2. AS d0_0 FROM (' +
      'SELECT toFloat64(`a`) AS mixtura_x0 FROM `t`)))))))))',
  )
})

it('puts the sums where the statistics have them', () => {
  const { rows, totalWeight, logLikelihood, counts, sums, scatters } = readPass(Float64Array.of(7, 6, -5, 1, 2, 3, 4, 8, 9), unit(2, 1), 'full')
  expect([rows, totalWeight, logLikelihood, ...counts, ...sums]).toEqual([7, 6, -5, 1, 2, 3])
  expect(Array.from(scatters)).toEqual([4, 0, 8, 9])
})

it('has no rows where a server gives no array back', () => {
  const { rows, totalWeight, logLikelihood, counts, sums, scatters } = readPass(new Float64Array(0), unit(2, 1), 'full')
  expect([rows, totalWeight, logLikelihood, ...counts, ...sums, ...scatters]).toEqual(new Array(10).fill(0))
})

it('grows with K D², not with its levels', () => {
  const length = (columns: number, components: number): number => passStatement({ sql: 'SELECT 1', columns, hasWeights: true }, unit(columns, components), 'full').sql.length
  expect(length(16, 4) / length(8, 4)).toBeLessThan(4.5)
  expect(length(8, 8) / length(8, 4)).toBeLessThan(2.2)
})

it('compares the largest in pairs, so that many components nest little', () => {
  expect(largestOf(['a', 'b', 'c', 'd', 'e'])).toBe('greatest(greatest(greatest(a, b), c), greatest(d, e))')
})

it('leaves the analyzer on for the query of a person', () => {
  expect(passSettings({ sql: '', numbersPerRow: 200 }, 'SELECT 1')).toEqual({ compile_expressions: 0, compile_aggregate_expressions: 0 })
})

it('asks for small blocks and larger limits only where it must', () => {
  expect(passSettings({ sql: 'x'.repeat(5000), numbersPerRow: 50 })).toEqual({})
  // 128 MB of 5,000 numbers a row are 3,200 rows.
  expect(passSettings({ sql: 'x'.repeat(300_000), numbersPerRow: 5000 })).toEqual({
    // The analyzer of new servers takes long for long statements.
    enable_analyzer: 0,
    compile_expressions: 0,
    compile_aggregate_expressions: 0,
    max_block_size: 3200,
    max_query_size: 600_000,
    max_ast_elements: 300_000,
    max_expanded_ast_elements: 1_200_000,
  })
})

it('writes numbers that are read back to the same bits, and names that cannot end their quotes', () => {
  expect([0, -0, 1, -2.5, 1e21, 0.1 + 0.2, 5e-324].map(numberLiteral)).toEqual(['0.', '0.', '1.', '(-2.5)', '1e+21', '0.30000000000000004', '0.'])
  expect(quoteName('a`; DROP\\')).toBe('`a\\`; DROP\\\\`')
})
