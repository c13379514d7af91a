import { expect, it } from 'vitest'
import { gapsOf, noReports } from '../../scripts/testReports.mjs'

it('a report without gaps has no failed, no skipped and no missing test', () => {
  expect(gapsOf(noReports)).toEqual([])
  const gaps = { failures: ['packaging: a bundle is small'], skipped: ['packaging: Node 24 (skipped: the registry did not serve it)'], unreported: ['packages/core'] }
  expect(gapsOf(gaps)).toEqual([
    'failed: packaging: a bundle is small',
    'skipped: packaging: Node 24 (skipped: the registry did not serve it)',
    'no test report from packages/core',
  ])
})
