import { rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fetchNode } from './fetchNode.mjs'
import { root, run } from './bootstrap.mjs'
import { addReports, closingLines, noReports, readReport, reportPath, takeTotal } from './testReports.mjs'

/**
 * What `.ci/run` does after `npm test`, on what that built: numerics, core, data and tensor on every other Node that is supported, tensor
 * without the native backend. The suites of deep and meta run with it and without within `npm test`. Prints the total of all,
 * `npm test` included.
 */

const nodeMajors = [20, 22, 24]
const suites = ['numerics', 'core', 'data', 'tensor']

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

/** The suite of tensor runs without its native backend. */
function runVariant(name, { node, label }) {
  return name === 'tensor'
    ? runSuite(name, `${label} without TensorFlow`, { node, environment: { MIXTURA_SKIP_TENSORFLOW: '1' } })
    : runSuite(name, label, { node, environment: {} })
}

async function testVariants() {
  const totalOfTests = takeTotal()
  const results = [totalOfTests ?? noReports]
  const ownMajor = Number(process.versions.node.split('.')[0])
  const nodes = []
  for (const major of nodeMajors.filter(each => each !== ownMajor)) {
    const { node, problem } = await fetchNode(major)
    if (node === undefined) results.push({ ...noReports, skipped: [`${suites.join(', ')} on Node ${major}: ${problem}`] })
    else nodes.push({ node, label: `Node ${major}` })
  }
  for (const { node, label } of nodes) {
    for (const name of suites) results.push(await runVariant(name, { node, label }))
  }
  if (nodes.length === 0) results.push(await runVariant('tensor', { node: process.execPath, label: `Node ${ownMajor}` }))

  const total = results.reduce(addReports, noReports)
  if (total.unreported.length > 0) console.error(`\nNo test report from ${total.unreported.join('; ')}: the suite did not run to its end.`)
  if (totalOfTests === null) console.log('\nThe total is of these runs alone: npm test did not run to its end just before.')
  console.log(closingLines(total, 'in these runs, npm test included').join('\n'))
  return total.failed > 0 || total.unreported.length > 0 || results.some(({ status }) => status) ? 1 : 0
}

process.exitCode = await testVariants()
