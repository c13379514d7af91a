import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { workplace } from './testing/mixtura.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = Array.from(readme.matchAll(/```console\n(.*?)```/gs), ([, block]) => block)

/** A line of the README, and what it prints; nothing if that is not shown. */
interface Shown {
  readonly line: string
  readonly output: string
}

const shown = blocks.flatMap(block => block.split(/^\$ /m).slice(1).map((part): Shown => {
  const [line, ...output] = part.split('\n')
  return { line, output: output.join('\n').trimEnd() }
}))

describe('the lines of the README, in their order', () => {
  const { run, path } = workplace()

  it.each(shown.map(entry => [entry.line, entry] as const))('%s', async (_, { line, output }) => {
    const [command, source] = line.split(' < ')
    const [program, ...args] = command.split(' ')
    expect(program).toBe('mixtura')
    const ended = await run(args, source === undefined ? {} : { input: readFileSync(path(source), 'utf8') })
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stdout + ended.stderr).not.toBe('')
    // An ellipsis stands for lines that are left out.
    const parts = output.split(/^…$\n?/m)
    for (const part of parts) expect(ended.stdout).toContain(part.trimEnd())
  })
})
