// Every package with a test script writes test-report.json (vitest's JSON reporter) into its folder.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bootstrap.mjs'

/** Reports of an earlier run must not be counted for this one; cached tasks bring theirs back. */
export function removeTestReports() {
  for (const folder of testedFolders()) rmSync(reportPath(folder), { force: true })
}

/** Totals over all packages, the full names of skipped tests, and the packages that left no report. */
export function sumTestReports() {
  const total = { passed: 0, failed: 0, skipped: [], unreported: [] }
  for (const folder of testedFolders()) {
    if (!existsSync(reportPath(folder))) {
      total.unreported.push(folder)
      continue
    }
    const report = JSON.parse(readFileSync(reportPath(folder), 'utf8'))
    total.passed += report.numPassedTests
    total.failed += report.numFailedTests
    for (const { assertionResults } of report.testResults) {
      for (const { status, fullName } of assertionResults) {
        if (status === 'skipped' || status === 'pending' || status === 'todo') total.skipped.push(`${folder}: ${fullName}`)
      }
    }
  }
  return total
}

const reportPath = folder => join(root, folder, 'test-report.json')

function testedFolders() {
  const candidates = ['packages', 'apps'].flatMap(room =>
    readdirSync(join(root, room)).map(name => `${room}/${name}`),
  )
  return [...candidates, 'examples', 'benchmarks'].filter(folder => {
    const manifest = join(root, folder, 'package.json')
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test !== undefined
  })
}
