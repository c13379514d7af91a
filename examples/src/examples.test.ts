import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** What each example prints, whole: an example that changes its answer is news. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  'fitOldFaithful.ts': [
    'converged: true, BIC: 2322.19',
    '64.4 % erupt 4.29 min after 80.0 min',
    '35.6 % erupt 2.04 min after 54.5 min',
  ],
  'chooseComponents.ts': [
    '2 full: BIC 574.0',
    '3 full: BIC 580.8',
    '4 tied: BIC 591.4',
    'best has 2 components',
    'three full components against the species: ARI 0.904',
  ],
  'sampleAndSave.ts': [
    'loaded equals saved: true',
    'weights found: 0.70, 0.30',
    'nats per sample, truth and fit: -3.338, -3.337',
  ],
}

describe('examples', () => {
  it.each(Object.entries(outputs))('%s prints what its reader is told', async (name, lines) => {
    const path = fileURLToPath(new URL(name, import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path])
    expect(stdout.trimEnd().split('\n')).toEqual(lines)
  })
})
