import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, inject, it } from 'vitest'
import { manifestOf, packageNames, readmeOf } from './packages.js'
import { readmeCode } from './readmeCode.js'
import { readmeContexts } from './readmeContexts.js'
import { runProcess } from './runPnpm.js'
import { typeErrors } from './typeErrors.js'

const problem = inject('installProblem')
const title = (name: string): string => (problem === '' ? name : `${name} (${problem})`)
const projectOf = (name: string): string => join(inject('projects'), name)
const environment = { ...process.env, MIXTURA_SKIP_TENSORFLOW: '1' }

describe.skipIf(problem !== '')(title('a project with one package'), () => {
  const doors = packageNames.flatMap(name =>
    Object.entries(manifestOf(name).exports)
      .filter(([, door]) => typeof door === 'object')
      .map(([path]) => [`@mixtura/${name}${path.slice(1)}`, name] as const),
  )

  it.each(doors)('imports %s, which changes nothing in the process', async (door, name) => {
    const script = `
      const events = ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM', 'warning']
      const listeners = () => events.map(event => process.listenerCount(event)).join()
      const before = listeners()
      await import('${door}')
      if (listeners() !== before) throw new Error('handlers of the process changed')`
    expect(await runProcess(process.execPath, ['--input-type=module', '-e', script], { cwd: projectOf(`alone-${name}`), env: environment })).toEqual({ status: 0, stdout: '', output: '' })
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
  const { blocks } = readmeCode(readmeOf(name))
  const contexts = readmeContexts[name] ?? []

  it('has as many blocks of code as there are contexts for them', () => {
    expect(blocks).toHaveLength(contexts.length)
  })

  if (blocks.length > 0) describe.skipIf(problem !== '')(title('as printed'), () => {
    const cases = blocks.map((code, i) => ({ code, context: contexts[i] ?? {}, number: i + 1 }))

    it.each(cases)('fits the types of its block $number', ({ code, context: { given = '' }, number }) => {
      const file = join(projectOf(`readme-${name}`), `block${number}.ts`)
      writeFileSync(file, `${given}${code}\nexport {}\n`)
      expect([...typeErrors(file, 'nodenext'), ...typeErrors(file, 'bundler')]).toEqual([])
    })

    it.each(cases.filter(({ context }) => context.notRun === undefined))('runs its block $number', async ({ code, context: { given = '' }, number }) => {
      const file = join(projectOf(`readme-${name}`), `block${number}.js`)
      const { outputText } = ts.transpileModule(`${given}${code}`, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
      writeFileSync(file, outputText)
      const { status, output } = await runProcess(process.execPath, [file], { cwd: projectOf(`readme-${name}`), env: environment })
      expect(status, output).toBe(0)
    })
  })
})
