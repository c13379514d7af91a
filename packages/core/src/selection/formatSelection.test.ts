import { expect, it } from 'vitest'
import { TooFewRowsError } from '../errors.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { unfittedRow } from './fitCandidate.js'
import { formatSelection } from './formatSelection.js'
import { selectGaussianMixture } from './selectGaussianMixture.js'

// So far that the printed digits are those of the optima.
const selecting = selectGaussianMixture(oldFaithful, { components: [1, 2, 3, 300], tolerance: 1e-10, covarianceTypes: ['EEE', 'VVV'], starts: 2 })

it('is a table that a person can read', async () => {
  expect(formatSelection(await selecting)).toBe(
    [
      'rank    K  structure  parameters  log-likelihood      BIC      AIC      ICL  status',
      '   1    3  EEE                11        -1126.32  2314.30  2274.63  2358.39  converged',
      '   2    2  VVV                11        -1130.26  2322.19  2282.53  2322.70  converged',
      '   3    3  VVV                17        -1114.44  2324.18  2262.88  2351.37  converged',
      '   4    2  EEE                 8        -1140.19  2325.22  2296.37  2326.71  converged',
      '   5    1  EEE                 5        -1289.80  2607.62  2589.59  2607.62  converged',
      '   6    1  VVV                 5        -1289.80  2607.62  2589.59  2607.62  converged',
      '   -  300  EEE                 -               -        -        -        -  failed: a mixture of 300 components needs at least 300 rows, but there are 272',
      '   -  300  VVV                 -               -        -        -        -  failed: a mixture of 300 components needs at least 300 rows, but there are 272',
    ].join('\n'),
  )
})

it('shows the best rows only, where asked to, and how many there are besides', async () => {
  const lines = formatSelection(await selecting, { rows: 2 }).split('\n')
  expect(lines.length).toBe(4)
  expect(lines[3]).toBe('... and 6 more')
  expect(formatSelection(await selecting, { rows: 8 })).toBe(formatSelection(await selecting))
})

it('names factors by their number', async () => {
  const selection = await selectGaussianMixture(iris, { components: [2], covarianceTypes: ['full', { factors: 1 }, { factors: 2 }], starts: 2 })
  const structures = formatSelection(selection).split('\n').map(line => line.slice(9, 18).trim())
  expect(structures).toEqual(['structure', 'full', 'factors 1', 'factors 2'])
})

it('says what became of each fit, and has the column of the criterion', async () => {
  const { best, table, stopped } = await selecting
  const row = table[0]
  const rows = [
    { ...row, crossValidatedLogLikelihood: -4.25, crossValidatedStandardError: 0.0625 },
    { ...row, converged: false },
    { ...row, fit: { ...row.fit!, stopped: true } },
    { ...row, collapsed: true },
    unfittedRow({ components: 4, covarianceType: 'EII' }, new TooFewRowsError(3, 4, 4)),
  ]
  const text = formatSelection({ best, table: rows, criterion: 'cross-validation', stopped })
  expect(text.split('\n').map(line => line.trim().split(/ {2,}/).slice(-2))).toEqual([
    ['cross-validation', 'status'],
    ['-4.2500 ± 0.0625', 'converged'],
    ['-', 'not converged'],
    ['-', 'stopped'],
    ['-', 'collapsed'],
    ['-', 'failed: a mixture of 4 components needs at least 4 rows, but there are 3'],
  ])
  expect(formatSelection({ best, table, criterion: 'icl-soft', stopped }).split('\n')[0]).toContain('ICL  soft ICL  status')
})

it('refuses a number of rows that is none', async () => {
  const selection = await selecting
  expect(() => formatSelection(selection, { rows: 0 })).toThrow(
    'option rows must be a whole number of at least 1, but it is 0. Pass for example rows: 2.',
  )
})
