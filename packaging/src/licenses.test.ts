import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageFile, packageNames } from './packages.js'
import { runPnpm } from './runPnpm.js'

/** Licenses that require only attribution. */
const permissive = ['0BSD', 'Apache-2.0', 'Apache-2.0 AND MIT', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

type Listed = Readonly<Record<string, readonly { readonly name: string; readonly versions: readonly string[] }[]>>

/** What an install of the packages brings along, and what is in their code: "zod 4.6.7 (MIT)". */
async function thirdParties(): Promise<readonly string[]> {
  const { status, stdout, output } = await runPnpm(['licenses', 'list', '--prod', '--json', '--filter', './packages/*'])
  if (status !== 0) throw new Error(output)
  const installed = Object.entries(JSON.parse(stdout) as Listed).flatMap(([license, packages]) =>
    packages.flatMap(({ name, versions }) => versions.map(version => `${name} ${version} (${license})`)),
  )
  const copied = packageNames
    .map(name => packageFile(name, 'dist/third-party-licenses.txt'))
    .filter(path => existsSync(path))
    .flatMap(path => readFileSync(path, 'utf8').split('\n').filter(line => /^@?[\w/-]+ \d\S* \(.*\)$/.test(line)))
  // The binary of DuckDB has a package for each platform.
  return [...new Set([...installed, ...copied])].filter(line => !/^@duckdb\/node-bindings-/.test(line)).sort()
}

it('licenses of other packages are permissive and listed in packaging/licenses.txt', async () => {
  const found = await thirdParties()
  expect(found.filter(line => !permissive.includes(/\((.*)\)$/.exec(line)![1]!))).toEqual([])
  await expect(`${found.join('\n')}\n`).toMatchFileSnapshot('../licenses.txt')
})
