import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { npmProgram } from '../../scripts/bootstrap.mjs'
import { fetchNode } from '../../scripts/fetchNode.mjs'
import { browserPackages, manifestOf, packageNames, readmeOf } from './packages.js'
import { runPnpm, runProcess } from './runPnpm.js'
import { dependencyNamed, readmeCode } from './readmeCode.js'
import { isThorough } from './thorough.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the tarballs by the names of the packages' folders. */
    readonly tarballs: Readonly<Record<string, string>>
    /** The folder of the empty projects: alone-NAME, readme-NAME, own-table and browsers. */
    readonly projects: string
    /** Why the projects were not installed, with the remedy; empty if they were. */
    readonly installProblem: string
    /** A project in which npm installed all packages and what their READMEs name. */
    readonly npmProject: string
    /** Why npm did not install them; empty if it did. */
    readonly npmProblem: string
    /** The other versions of Node: their binaries, or why there is none. */
    readonly nodes: readonly { readonly major: number; readonly node: string; readonly problem: string }[]
  }
}

const workspace = new URL('../../', import.meta.url)

/** Packs every package, and installs the tarballs into projects that have nothing else. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-packaging-'))
  const tarballs = await pack(join(folder, 'tarballs'))
  const projects = join(folder, 'projects')
  writeProjects(folder, tarballs)
  provide('tarballs', tarballs)
  provide('projects', projects)
  provide('installProblem', await install(folder))
  const npmProject = join(folder, 'npm')
  provide('npmProject', npmProject)
  provide('npmProblem', isThorough ? await installByNpm(npmProject, tarballs) : 'only npm run packaging does this')
  provide('nodes', await otherNodes())
  return () => rmSync(folder, { recursive: true, force: true })
}

async function pack(destination: string): Promise<Readonly<Record<string, string>>> {
  mkdirSync(destination, { recursive: true })
  const { status, output } = await runPnpm(['-r', '--filter', './packages/*', 'pack', '--pack-destination', destination])
  if (status !== 0) throw new Error(`pnpm pack ended with ${status}: ${output}`)
  return Object.fromEntries(packageNames.map(name => [name, join(destination, `mixtura-${name}-${manifestOf(name).version}.tgz`)]))
}

/** Makes one pnpm workspace. Its projects can import only what they name, as in an empty folder of their own. */
function writeProjects(folder: string, tarballs: Readonly<Record<string, string>>): void {
  const own = Object.fromEntries(packageNames.map(name => [`@mixtura/${name}`, `file:${tarballs[name]}`]))
  const overrides = Object.entries(own).map(([name, file]) => `  '${name}': '${file}'\n`)
  const [allowBuilds] = /^allowBuilds:\n(?: .*\n)+/m.exec(readFileSync(new URL('pnpm-workspace.yaml', workspace), 'utf8'))!
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), `packages:\n  - projects/*\nhoist: false\npmOnFail: ignore\nengineStrict: false\noverrides:\n${overrides.join('')}${allowBuilds}`)
  writeProject(folder, { '@types/node': catalogVersion('@types/node') })
  const project = (name: string, dependencies: Readonly<Record<string, string>>): void => writeProject(join(folder, 'projects', name), dependencies)
  for (const name of packageNames) {
    project(`alone-${name}`, { [`@mixtura/${name}`]: own[`@mixtura/${name}`]! })
    const installed = readmeCode(readmeOf(name)).installed.map(dependencyNamed)
    project(`readme-${name}`, Object.fromEntries(installed.map(([dependency, range]) => [dependency, own[dependency] ?? range])))
  }
  project('own-table', Object.fromEntries(['core', 'data', 'cli'].map(name => [`@mixtura/${name}`, own[`@mixtura/${name}`]!])))
  const tensorflow = Object.fromEntries(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'].map(name => [name, catalogVersion(name)]))
  project('browsers', { ...Object.fromEntries(browserPackages.map(name => [`@mixtura/${name}`, own[`@mixtura/${name}`]!])), ...tensorflow })
}

function writeProject(folder: string, dependencies: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: basename(folder), private: true, type: 'module', dependencies }))
}

/** The version of a dependency that the workspace pins. */
function catalogVersion(name: string): string {
  const pinned = new RegExp(`^ {2}'?${name}'?: (.*)$`, 'm').exec(readFileSync(new URL('pnpm-workspace.yaml', workspace), 'utf8'))
  if (!pinned) throw new Error(`pnpm-workspace.yaml pins no version of ${name}`)
  return pinned[1]!
}

/**
 * @returns why the projects could not be installed; empty if they were.
 * @throws {Error} if the registry is not reachable and every test was asked for: a skipped test must not let a release pass.
 */
async function install(folder: string): Promise<string> {
  const { status, output } = await runPnpm(['install', '--prefer-offline'], folder)
  if (status === 0) return ''
  const isUnreachable = /ERR_PNPM_(?:META_FETCH_FAIL|FETCH_\d+|NO_OFFLINE)|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(output)
  if (isThorough || !isUnreachable) throw new Error(`pnpm install ended with ${status}: ${output}`)
  return 'the package registry was not reachable: run npm run packaging where it is'
}

/** Majors of Node that are supported. */
const nodeMajors = [20, 22, 24]

/** The binaries of the other versions of Node. */
async function otherNodes(): Promise<readonly { readonly major: number; readonly node: string; readonly problem: string }[]> {
  const others = nodeMajors.filter(major => major !== Number(process.versions.node.split('.')[0]))
  return Promise.all(others.map(async major => {
    const found: { readonly node?: string; readonly problem?: string } = isThorough ? await fetchNode(major) : { problem: 'only npm run packaging does this' }
    return { major, node: found.node ?? '', problem: found.problem ?? '' }
  }))
}

/** @returns why npm could not install the project; empty if it did. */
async function installByNpm(project: string, tarballs: Readonly<Record<string, string>>): Promise<string> {
  const own = Object.fromEntries(packageNames.map(name => [`@mixtura/${name}`, `file:${tarballs[name]}`]))
  const named = Object.fromEntries(packageNames.flatMap(name => readmeCode(readmeOf(name)).installed.map(dependencyNamed)))
  const dependencies = { ...named, ...own }
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'npm', private: true, type: 'module', dependencies, overrides: Object.fromEntries(Object.keys(own).map(name => [name, `$${name}`])) }))
  const [command, ...first] = npmProgram('npm')
  const { status, output } = await runProcess(command!, [...first, 'install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: project, env: { ...process.env, MIXTURA_SKIP_TENSORFLOW: '1' } })
  if (status === 0) return ''
  if (isThorough || !/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED/.test(output)) throw new Error(`npm install ended with ${status}: ${output}`)
  return 'the package registry was not reachable: run npm run packaging again where it is'
}
