import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { doors, manifestOf, packageNames } from './packages.js'
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
