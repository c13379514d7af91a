import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { doors, manifestOf, packageNames } from './packages.js'
import { readmeCode } from './readmeCode.js'
import { readmeContexts } from './readmeContexts.js'
import { environment, importAlone, readmeBlocks, runBlock } from './readmeRuns.js'
import { runProcess } from './runPnpm.js'
import { typeErrors } from './typeErrors.js'

const problem = inject('installProblem')
const title = (name: string): string => (problem === '' ? name : `${name} (${problem})`)
const projectOf = (name: string): string => join(inject('projects'), name)

describe.skipIf(problem !== '')(title('a project with one package'), () => {
  it.each(doors)('imports %s, which changes nothing in the process', async (door, name) => {
    expect(await importAlone(door, { project: projectOf(`alone-${name}`) })).toEqual({ status: 0, stdout: '', output: '' })
  })

  it('runs the command', async () => {
    const command = join(projectOf('alone-cli'), 'node_modules', '@mixtura', 'cli', 'bin', 'mixtura.mjs')
    const file = join(projectOf('alone-cli'), 'table.csv')
    writeFileSync(file, `x\n${Array.from({ length: 40 }, (_, i) => (i % 2) * 10 + i / 40).join('\n')}\n`)
    const run = (...args: string[]) => runProcess(process.execPath, [command, ...args], { cwd: projectOf('alone-cli'), env: environment })
    expect(await run('--version')).toMatchObject({ status: 0, stdout: `${manifestOf('cli').version}\n` })
    expect(await run('fit', file, '--components', '2', '--model', 'table.mixtura', '--quiet')).toMatchObject({ status: 0 })
    expect((await run('predict', file, '--model', 'table.mixtura')).stdout.split('\n', 1)).toEqual(['x,group'])
  })
})

/** A table as spreadsheets write it where a comma is the decimal sign: row numbers, words, empty cells, and words for missing ones. */
const ownTable = (): string => {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const isOld = row % 2 === 1
    const age = row === 30 ? 'k.A.' : String((isOld ? 60 : 25) + (row % 7))
    const pay = row === 40 ? '' : `${(isOld ? 30 : 18) + (row % 5)},${row % 10}`
    return `K-${1000 + row};${row % 3 === 0 ? 'Köln' : '"Bonn; Nord"'};${age};${pay}`
  })
  return ['nr;city;age;pay (€)', ...rows, ''].join('\r\n')
}

describe.skipIf(problem !== '')(title('a table of a stranger'), () => {
  const project = projectOf('own-table')
  if (problem === '') writeFileSync(join(project, 'own.csv'), ownTable())

  it('is grouped by the command, which says what it does not use and what to type', async () => {
    const command = join(project, 'node_modules', '@mixtura', 'cli', 'bin', 'mixtura.mjs')
    const fit = (...args: string[]) => runProcess(process.execPath, [command, 'fit', 'own.csv', '--components', '2', '--lang', 'en', ...args], { cwd: project, env: environment })
    const first = await fit()
    expect(first).toMatchObject({ status: 3, stdout: '' })
    expect(first.output).toContain('--na-values "k.A."')
    expect(first.output).toContain('--omit-missing')
    const { status, stdout, output } = await fit('--na-values', 'k.A.', '--omit-missing', '--out', 'groups.csv')
    expect(status, output).toBe(0)
    expect(stdout).toContain('fitted to 118 rows of age, pay (€)')
    expect(readFileSync(join(project, 'groups.csv'), 'utf8').split('\n').slice(0, 3)).toEqual(['nr,city,age,pay (€),group', 'K-1000,Köln,25,18.0,1', 'K-1001,Bonn; Nord,61,31.1,0'])
  })

  it('is grouped by the fifteen lines of the README, with the options that it names', async () => {
    const [code] = readmeCode(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).blocks
    const own = code!.replace("'old-faithful.csv'", "'own.csv', { missing: ['k.A.'] }").replace("missing: 'error'", "missing: 'omit-rows'")
    const { status, output } = await runBlock({ name: 'own', number: 1, code: own, context: {} }, { project })
    expect(status, output).toBe(0)
    expect(output).toMatch(/^118 2 \d /m)
  })
})

describe.each(packageNames)('the README of %s', name => {
  const blocks = readmeBlocks(name)
  const contexts = readmeContexts[name] ?? []

  it('has as many blocks of code as there are contexts for them', () => {
    expect(blocks).toHaveLength(contexts.length)
  })

  if (blocks.length > 0) describe.skipIf(problem !== '')(title('as printed'), () => {
    it.each(blocks)('fits the types of its block $number', ({ code, context: { given = '' }, number }) => {
      const file = join(projectOf(`readme-${name}`), `block${number}.ts`)
      writeFileSync(file, `${given}${code}\nexport {}\n`)
      expect([...typeErrors(file, 'nodenext'), ...typeErrors(file, 'bundler')]).toEqual([])
    })

    it.each(blocks.filter(({ context }) => context.notRun === undefined))('runs its block $number', async block => {
      const { status, output } = await runBlock(block, { project: projectOf(`readme-${name}`) })
      expect(status, output).toBe(0)
    })
  })
})
