import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandNames } from './commands/commands.js'
import { workplace } from './testing/mixtura.js'

const { run } = workplace()
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

it('prints its version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

it('lists its commands, and exit codes', async () => {
  const { code, stdout } = await run(['--help'])
  expect(code).toBe(0)
  for (const name of commandNames) expect(stdout).toContain(`\n  ${name} `)
  expect(stdout).toContain('130 interrupted')
  expect(await run([])).toEqual({ code: 2, stdout: '', stderr: stdout })
})

it.each(commandNames)('helps with %s, with examples', async name => {
  const { code, stdout } = await run(['help', name])
  expect(code).toBe(0)
  expect(stdout).toContain(`\n\nUsage\n  mixtura ${name} `)
  expect(stdout).toContain(`\n\nExamples\n  mixtura ${name}`)
})

it.each([['--hel'], ['-qh']])('helps if it is asked by %s', async asked => {
  expect(await run(['fit', 'old-faithful.csv', asked])).toEqual(await run(['fit', '--help']))
})

it('lists the options of the family in the help', async () => {
  const { stdout } = await run(['fit', '--family', 'mixture-selection', '-h'])
  expect(stdout).toContain('Options of the family mixture-selection\n')
  expect(stdout).toContain('--criterion NAME')
})
