import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPage } from './testing/sitePages.js'

/** Lines that a page shows as typed at a terminal, each with the output below it; … stands for lines that are left out. */
function commandsOf(page: string): { readonly command: string; readonly output: string }[] {
  const consoles = [...page.matchAll(/^```console\n([^]*?)^```/gm)].map(match => match[1]!)
  return consoles.flatMap(text => text.split(/^\$ /m).slice(1)).map(part => {
    const at = part.indexOf('\n')
    return { command: part.slice(0, at), output: part.slice(at + 1).trim() }
  })
}

const program = join(dirname(createRequire(import.meta.url).resolve('@mixtura/cli/package.json')), 'bin', 'mixtura.mjs')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-docs-'))
  await copyFile(fileURLToPath(new URL('../../../packages/data/samples/old-faithful.csv', import.meta.url)), join(folder, 'old-faithful.csv'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(['en', 'zh'] as const)('the terminal of the first page (%s)', language => {
  const commands = commandsOf(readPage(language, 'getting-started.md'))

  it('is there', () => expect(commands.map(({ command }) => command.split(' ').slice(0, 2).join(' '))).toEqual(['mixtura fit', 'mixtura select']))

  it.each(commands)('$command prints what the page says', async ({ command, output }) => {
    const [, ...args] = command.split(' ')
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--lang', language], { cwd: folder })
    const shown = stdout.trim().split('\n').map(line => line.trimEnd())
    for (const part of output.split(/^…$/m)) expect(shown.join('\n')).toContain(part.trim())
  })
})
