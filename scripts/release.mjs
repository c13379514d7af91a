import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readAudit } from './audit.mjs'
import { install, pnpm, pnpmProgram, requireNode, root, runProgram, StepError, turbo } from './bootstrap.mjs'
import { gapsOf, readReport } from './testReports.mjs'

/**
 * `npm run release -- --dry-run`: builds and tests the packages as they are published, packs them into `release/` with a list of what
 * they consist of (CycloneDX), and prints what would be published. Without `--dry-run` it publishes them, which only a continuous
 * integration can do: provenance is its word for what it built.
 */

const packages = ['--filter', './packages/*']
const folder = join(root, 'release')

async function step(title, status) {
  console.log(`\n${title}`)
  if ((await status()) !== 0) throw new StepError(`${title}: failed, see above. Nothing was published.`)
}

async function release(args) {
  const isDry = args.includes('--dry-run')
  requireNode()
  await install()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  process.env.MIXTURA_PACKAGING = 'all'
  // Nothing from the cache: a report from it may tell of tests that were skipped and could run by now.
  await step('Tests of the packages as they are published', () => turbo(['test', '--filter=@mixtura/packaging', '--force', '--output-logs=new-only']))
  requireEveryTest()
  await step('Tarballs', () => pnpm(['-r', ...packages, 'pack', '--pack-destination', folder]))
  await step('Bill of materials', () => pnpm([...packages, 'sbom', '--sbom-format', 'cyclonedx', '--prod', '--out', join(folder, 'sbom.json')]))
  await step('Audit', audit)
  const missing = listPublished()
  if (isDry) return console.log(`\nThis was a dry run: nothing was published. The tarballs are in ${folder}.`)
  if (missing.length > 0) throw new StepError(`Nothing was published: ${missing.join('; ')}.`)
  await step('Publishing', () => pnpm(['-r', ...packages, 'publish', '--provenance', '--access', 'public']))
}

/** A release skips no test: not for a browser that is missing here, and not for a Node that the registry does not serve. */
function requireEveryTest() {
  const gaps = gapsOf(readReport('packaging', 'packaging'))
  if (gaps.length === 0) return
  throw new StepError(`A release needs every test of the packages. The names of skipped ones say what they need:\n${gaps.map(line => `  ${line}`).join('\n')}\nNothing was published.`)
}

/** Looks up known vulnerabilities of what an install brings along, where the registry serves them. */
function audit() {
  const [command, ...first] = pnpmProgram()
  const { status, stdout, stderr } = spawnSync(command, [...first, 'audit', '--prod'], { cwd: root, encoding: 'utf8' })
  const { passed, line } = readAudit({ status, output: `${stdout}${stderr}` })
  console.log(line)
  return passed ? 0 : 1
}

/** Prints the packages. @returns what still stands against publishing them. */
function listPublished() {
  const missing = []
  console.log('\nWould be published, to the registry of npm, public, with provenance:')
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    const tarball = join(folder, `mixtura-${name}-${manifest.version}.tgz`)
    console.log(`  ${manifest.name}@${manifest.version}  ${Math.round(statSync(tarball).size / 1000)} kB  ${Object.keys(manifest.dependencies ?? {}).length} dependencies`)
    if (manifest.version === '0.0.0') missing.push(`${manifest.name} has no version yet: run npx changeset version`)
    if (manifest.repository === undefined) missing.push(`${manifest.name} names no repository, which provenance must match`)
  }
  if (process.env.CI === undefined) missing.push('this is no continuous integration, which provenance needs')
  if (!existsSync(join(folder, 'sbom.json'))) missing.push('there is no bill of materials')
  console.log(missing.length === 0 ? '\nNothing stands against it.' : `\nBefore it can be published:\n${missing.map(line => `  ${line}`).join('\n')}`)
  return missing
}

await runProgram(() => release(process.argv.slice(2)))
