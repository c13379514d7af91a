import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** By address, since examples run elsewhere. */
const tsx = import.meta.resolve('tsx')

/** What each example prints, whole: an example that changes its answer is news. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'fitOldFaithful.ts': [
    'converged: true, BIC: 2322.19',
    '64.4 % erupt 4.29 min after 80.0 min',
    '35.6 % erupt 2.04 min after 54.5 min',
  ],
  'chooseComponents.ts': [
    'rank  K  structure  parameters  log-likelihood     BIC     AIC     ICL  status',
    '   1  2  VEV                26         -215.73  561.73  483.45  561.73  converged',
    '   2  3  VEV                38         -186.07  562.55  448.15  566.44  converged',
    '   3  2  VVV                29         -214.35  574.02  486.71  574.02  converged',
    '   4  3  VVV                44         -180.19  580.84  448.37  584.05  converged',
    '... and 52 more',
    'three VEV components against the species: ARI 0.904',
  ],
  'firstSteps.ts': ['0.644 2322.2', '272 2 2 full'],
  'learnMixtureStart.ts': [
    'learned through 2 EM steps, derivatives of second order',
    'EM steps to within 0.01 nat of the best fit: 1.6 from the learned start, 23.8 from k-means++',
  ],
  'sampleAndSave.ts': [
    'loaded equals saved: true',
    'weights found: 0.70, 0.30',
    'nats per sample, truth and fit: -3.338, -3.337',
  ],
  'startLastLayer.ts': [
    'random    errors after so many steps, mean of 5 seeds: 0: 68.9 %, 10: 20.5 %, 30: 12.2 %, 100: 2.9 %',
    'Gaussians errors after so many steps, mean of 5 seeds: 0: 2.5 %, 10: 6.1 %, 30: 2.8 %, 100: 2.8 %',
  ],
  'augmentWithMixtures.ts': [
    ' 5 of each species: 93.1 % right, with 30 drawn beside 92.7 %; of 6 seeds better in 3, worse in 2',
    '10 of each species: 92.9 % right, with 30 drawn beside 95.0 %; of 6 seeds better in 6, worse in 0',
    '20 of each species: 95.0 % right, with 30 drawn beside 95.7 %; of 6 seeds better in 3, worse in 0',
  ],
}

/** Examples that open a file name it as it lies here. */
const samples = fileURLToPath(new URL('../../packages/data/samples/', import.meta.url))

describe('examples', () => {
  it.each(Object.entries(outputs))('%s prints what its reader is told', async (name, lines) => {
    const path = fileURLToPath(new URL(name, import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', tsx, path], { cwd: samples })
    expect(stdout.trimEnd().split('\n')).toEqual(lines)
  })

  it('firstSteps.ts is the code of the README', async () => {
    const [readme, code] = await Promise.all(
      ['../../README.md', 'firstSteps.ts'].map(name => readFile(new URL(name, import.meta.url), 'utf8')),
    )
    expect(readme).toContain(code)
  })
})
