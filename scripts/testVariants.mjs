import { rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fetchNode } from './fetchNode.mjs'
import { root, run } from './bootstrap.mjs'
import { addReports, noReports, readReport, reportPath, sumTestReports } from './testReports.mjs'

/**
 * What `.ci/run` does after `npm test`, on what that built: core, data and tensor on every other Node that is supported, and the
 * suites that use TensorFlow.js without its native backend, which `npm test` runs with it where it can be had. Both at once, since
 * together they take as long as all the rest. Prints the total of all, `npm test` included, whose reports are read first: every run
 * leaves its own in their place.
 */

const nodeMajors = [20, 22, 24]
const suitesOfEveryNode = ['core', 'data', 'tensor']
const suitesOfTensorflow = ['tensor', 'deep', 'meta']

/** Runs the suite of a package as it stands. */
async function runSuite(name, label, { node, environment }) {
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

/** A suite that uses TensorFlow.js runs without its native backend. */
function runVariant(name, { node, label }) {
  return suitesOfTensorflow.includes(name)
    ? runSuite(name, `${label} without TensorFlow`, { node, environment: { MIXTURA_SKIP_TENSORFLOW: '1' } })
    : runSuite(name, label, { node, environment: {} })
}

async function testVariants() {
  const results = [sumTestReports()]
  const ownMajor = Number(process.versions.node.split('.')[0])
  const nodes = []
  for (const major of nodeMajors.filter(each => each !== ownMajor)) {
    const { node, problem } = await fetchNode(major)
    if (node === undefined) results.push({ ...noReports, skipped: [`${suitesOfEveryNode.join(', ')} on Node ${major}: ${problem}`] })
    else nodes.push({ node, label: `Node ${major}` })
  }
  for (const { node, label } of nodes) {
    for (const name of suitesOfEveryNode) results.push(await runVariant(name, { node, label }))
  }
  const last = nodes.at(-1) ?? { node: process.execPath, label: `Node ${ownMajor}` }
  for (const name of suitesOfTensorflow) {
    if (nodes.length === 0 || !suitesOfEveryNode.includes(name)) results.push(await runVariant(name, last))
  }

  const { passed, failed, skipped, unreported } = results.reduce(addReports, noReports)
  const skippedHere = results.slice(1).flatMap(result => result.skipped)
  if (skippedHere.length > 0) console.log(`\nSkipped in these runs:\n${skippedHere.map(name => `  ${name}`).join('\n')}`)
  if (unreported.length > 0) console.error(`\nNo test report from ${unreported.join('; ')}: the suite did not run to its end.`)
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  return failed > 0 || unreported.length > 0 || results.some(({ status }) => status) ? 1 : 0
}

process.exitCode = await testVariants()
