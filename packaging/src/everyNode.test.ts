import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { doors, packageNames } from './packages.js'
import { importAlone, readmeBlocks, runBlock } from './readmeRuns.js'

const titleOf = (name: string, problem: string): string => (problem === '' ? name : `${name} (skipped: ${problem})`)
const blocks = packageNames.flatMap(readmeBlocks).filter(({ context }) => context.notRun === undefined)
const byPnpm = (project: string): string => join(inject('projects'), project)

describe.each(inject('nodes').map(each => ({ ...each, problem: inject('installProblem') || each.problem })))('Node $major', ({ node, problem }) => {
  describe.skipIf(problem !== '')(titleOf('installed by pnpm', problem), () => {
    it.each(doors)('imports %s', async (door, name) => {
      expect(await importAlone(door, { node, project: byPnpm(`alone-${name}`) })).toEqual({ status: 0, stdout: '', output: '' })
    })

    it.each(blocks)('runs block $number of the README of $name', async block => {
      const { status, output } = await runBlock(block, { node, project: byPnpm(`readme-${block.name}`) })
      expect(status, output).toBe(0)
    })
  })
})

describe.skipIf(inject('npmProblem') !== '')(titleOf('installed by npm', inject('npmProblem')), () => {
  const project = inject('npmProject')

  it.each(doors)('imports %s', async door => {
    expect(await importAlone(door, { project })).toEqual({ status: 0, stdout: '', output: '' })
  })

  it.each(blocks)('runs block $number of the README of $name', async block => {
    const { status, output } = await runBlock(block, { project })
    expect(status, output).toBe(0)
  })
})
