import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { modelFamilies } from './catalogue.js'
import { outputOf, startChild, startTypeCheck } from './testing/child.js'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

it('shows code that runs as it is printed', async () => {
  const [, code] = /```ts\n([^]*?)```/.exec(readme)!
  const folder = fileURLToPath(new URL(`../.scratch/readme-${process.pid}/`, import.meta.url))
  await mkdir(folder, { recursive: true })
  try {
    const file = join(folder, 'readme.mts')
    await writeFile(file, code)
    expect(await Promise.all([outputOf(startChild(file, [])), outputOf(startTypeCheck(file))])).toEqual(['', ''])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it('names every family and the engine that it uses', () => {
  const rows = [...readme.matchAll(/^\| `([\w-]+)` \| .* \| (core|TensorFlow\.js) \|$/gm)].map(([, kind, engine]) => [kind, engine])
  expect(rows).toEqual(modelFamilies.map(({ kind, engine }) => [kind, engine === 'core' ? 'core' : 'TensorFlow.js']))
})
