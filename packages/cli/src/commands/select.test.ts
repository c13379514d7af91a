import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run } = workplace()

it('keeps the best of several models, and shows all', async () => {
  const { code, stdout } = await run(['select', 'old-faithful.csv', '--components', '1..3', '--covariance', 'full,tied', '--criterion', 'bic', '--table'])
  expect(code).toBe(0)
  // mclust finds the same: EEE with three components, BIC -2314.3 with its sign.
  expect(stdout).toMatch(/ {2}Covariance structure +tied\n/)
  expect(stdout).toMatch(/ {2}BIC +2314\.3\n/)
  const table = stdout.slice(stdout.indexOf('Candidates\nComponents')).trimEnd().split('\n')
  expect(table).toHaveLength(2 + 6)
  expect(table[2]).toMatch(/^ +3 {2}tied /)
})

it('refuses a family that has nothing to choose', async () => {
  expect(await run(['select', 'old-faithful.csv', '--family', 'mixture'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'mixtura: The family mixture does not choose by a criterion. Use mixtura fit, or one of mixture-selection, mixed-mixture.\n',
  })
})
