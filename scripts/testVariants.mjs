import { rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fetchNode } from './fetchNode.mjs'
import { root, run } from './bootstrap.mjs'
import { addReports, noReports, readReport, reportPath, sumTestReports } from './testReports.mjs'

/**
 * What `.ci/run` does after `npm test`, on what that built: the suites that use TensorFlow.js once more without its
 * native backend. With `--nodes`, also those of core, data and tensor on every other Node that is supported, which takes
 * longer than all the rest. Prints the total of all, `npm test` included, whose reports are read first: every run leaves its
 * own in their place.
 */

const nodeMajors = [20, 22, 24]

/** Runs the suite of a package as it stands. */
async function runSuite(name, label, { node = process.execPath, environment = {} }) {
  console.log(`\n${name}, ${label}`)
  const folder = `packages/${name}`
  rmSync(reportPath(folder), { force: true })
  const status = await run(node, [join(root, folder, 'node_modules', 'vitest', 'vitest.mjs'), 'run'], {
    cwd: join(root, folder),
    // Programs that tests start by name are of the same Node.
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, ...environment },
  })
  return { status, ...readReport(folder, `${name}, ${label}`) }
}

async function testVariants() {
  const results = [sumTestReports()]
  for (const name of ['tensor', 'deep', 'meta']) {
    results.push(await runSuite(name, 'without TensorFlow', { environment: { MIXTURA_SKIP_TENSORFLOW: '1' } }))
  }
  const ownMajor = Number(process.versions.node.split('.')[0])
  const majors = process.argv.includes('--nodes') ? nodeMajors.filter(major => major !== ownMajor) : []
  for (const major of majors) {
    const { node, problem } = await fetchNode(major)
    if (node === undefined) {
      results.push({ ...noReports, skipped: [`core, data and tensor on Node ${major}: ${problem}`] })
      continue
    }
    for (const name of ['core', 'data', 'tensor']) results.push(await runSuite(name, `Node ${major}`, { node }))
  }

  const { passed, failed, skipped, unreported } = results.reduce(addReports, noReports)
  const skippedHere = results.slice(1).flatMap(result => result.skipped)
  if (skippedHere.length > 0) console.log(`\nSkipped in these runs:\n${skippedHere.map(name => `  ${name}`).join('\n')}`)
  if (unreported.length > 0) console.error(`\nNo test report from ${unreported.join('; ')}: the suite did not run to its end.`)
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  return failed > 0 || unreported.length > 0 || results.some(({ status }) => status) ? 1 : 0
}

process.exitCode = await testVariants()
