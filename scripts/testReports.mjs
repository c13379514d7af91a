// Every package with a test script writes test-report.json (vitest's JSON reporter) into its folder.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './bootstrap.mjs'

const totalPath = join(root, 'node_modules', '.cache', 'mixtura', 'test-total.json')

/** Reports of an earlier run must not be counted for this one; cached tasks bring theirs back. */
export function removeTestReports() {
  for (const folder of testedFolders()) rmSync(reportPath(folder), { force: true })
  rmSync(totalPath, { force: true })
}

/** Keeps the total of `npm test` for the runs that follow it. */
export function keepTotal(total) {
  mkdirSync(dirname(totalPath), { recursive: true })
  writeFileSync(totalPath, JSON.stringify(total))
}

/** What `keepTotal` kept, once: a total counts for the runs that follow it directly. Null where there is none. */
export function takeTotal() {
  if (!existsSync(totalPath)) return null
  const total = JSON.parse(readFileSync(totalPath, 'utf8'))
  rmSync(totalPath)
  return total
}

/** Totals over all packages, the full names of failed and skipped tests, and the packages that left no report. */
export const sumTestReports = () => testedFolders().map(folder => readReport(folder, folder)).reduce(addReports, noReports)

export const noReports = { passed: 0, failed: 0, failures: [], skipped: [], unreported: [] }

export const addReports = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures],
  skipped: [...a.skipped, ...b.skipped],
  unreported: [...a.unreported, ...b.unreported],
})

/** What the report of a package says; `label` stands before the names of failed and skipped tests. */
export function readReport(folder, label) {
  if (!existsSync(reportPath(folder))) return { ...noReports, unreported: [label] }
  const report = JSON.parse(readFileSync(reportPath(folder), 'utf8'))
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const namesOf = (...statuses) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => `${label}: ${fullName}`)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    failures: namesOf('failed'),
    skipped: namesOf('skipped', 'pending', 'todo'),
    unreported: [],
  }
}

/** The lines that end a run: what was skipped, what failed, and the total alone on the last. */
export function closingLines({ passed, failed, failures, skipped }, where) {
  const list = (heading, names) => (names.length === 0 ? [] : ['', `${heading} ${where}:`, ...names.map(name => `  ${name}`)])
  return [...list('Skipped', skipped), ...list('Failed', failures), '', `${passed} passed, ${failed} failed, ${skipped.length} skipped`]
}

/** What reports leave unproven, one line each: tests that failed or were skipped, and suites that did not run to their end. Empty if nothing. */
export const gapsOf = ({ failures, skipped, unreported }) => [
  ...failures.map(name => `failed: ${name}`),
  ...skipped.map(name => `skipped: ${name}`),
  ...unreported.map(label => `no test report from ${label}`),
]

export const reportPath = folder => join(root, folder, 'test-report.json')

function testedFolders() {
  const candidates = ['packages', 'apps'].flatMap(room =>
    readdirSync(join(root, room)).map(name => `${room}/${name}`),
  )
  return [...candidates, 'examples', 'benchmarks', 'packaging'].filter(folder => {
    const manifest = join(root, folder, 'package.json')
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test !== undefined
  })
}
