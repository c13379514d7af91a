import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { beforeAll, afterAll, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { isProject, readProject } from './projectFile.js'

/** Projects that were cut, changed or made by an enemy: one typed error each, and nothing outside the working folder. */

let folder: string
let written = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-project-'))
  await mkdir(join(folder, 'work'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const sumOf = (content: string): string => createHash('sha256').update(content).digest('hex')
const manifest = (entries: Readonly<Record<string, string>> = {}, change: object = {}): string =>
  JSON.stringify({ format: 'mixtura-studio-project', version: 1, studio: '0', datasets: [], fits: [], entries, ...change })

/** Names with `UP` get `..` there, which no writer of ZIP files accepts. */
async function project(entries: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const path = join(folder, `${++written}.mixtura-project`)
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const whole = await buffer(zip.outputStream as Readable)
  await writeFile(path, Buffer.from(whole.toString('latin1').replaceAll('UP', '..'), 'latin1'))
  return path
}

const read = (path: string) => readProject(path, 'mine.mixtura-project', join(folder, 'work'))
const damaged = (fault: string) => ({
  code: 'project-damaged',
  message: `mine.mixtura-project is no project that can be opened: ${fault}. Use another copy of it, or save the project again.`,
})

it.each([
  ['an entry is missing', { 'project.json': manifest({ 'data/1/a.csv': sumOf('a') }) }, 'data/1/a.csv is missing'],
  ['an entry is another', { 'project.json': manifest({ 'data/1/a.csv': sumOf('a') }), 'data/1/a.csv': 'b' }, 'data/1/a.csv is not what was saved'],
  ['there is no session', { 'data/1/a.csv': 'a' }, 'project.json is missing'],
  ['the session is no JSON', { 'project.json': '{' }, 'project.json has a wrong form'],
  ['a field is wrong', { 'project.json': manifest({}, { fits: 3 }) }, 'project.json has a wrong fits'],
  ['an entry has a strange name', { 'project.json': manifest(), 'data/1/UP/UP/a.csv': 'a' }, 'invalid relative path: data/1/../../a.csv'],
  ['an entry is a folder up', { 'project.json': manifest(), 'models/UP': 'a' }, 'invalid relative path: models/..'],
  ['an entry lies elsewhere', { 'project.json': manifest(), 'startup/run.sh': 'a' }, '"startup/run.sh" is no part of a project'],
])('%s', async (_, entries, fault) => {
  await expect(read(await project(entries))).rejects.toMatchObject(damaged(fault))
})

it('another version of the format', async () => {
  await expect(read(await project({ 'project.json': manifest({}, { version: 7 }) }))).rejects.toMatchObject({
    code: 'project-version',
    message:
      'mine.mixtura-project has version 7 of the project format, and this Studio reads version 1. Open it with the Studio that saved it, or a later one.',
  })
})

it('every place where a project is cut or changed', async () => {
  const path = await project({ 'project.json': manifest({ 'data/1/a.csv': sumOf('a,b\n1,2\n') }), 'data/1/a.csv': 'a,b\n1,2\n' })
  const whole = await readFile(path)
  const other = join(folder, 'other.mixtura-project')
  for (let at = 0; at < whole.length; at += 3) {
    await writeFile(other, whole.subarray(0, at))
    await expect(read(other)).rejects.toMatchObject({ code: 'project-damaged' })
    const changed = Buffer.from(whole)
    changed[at]! ^= 0x5a
    await writeFile(other, changed)
    // Bytes such as times and attributes of an entry do not matter.
    await read(other).catch((error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^project-/) as string }))
  }
})

it('a table, a short file and another ZIP file are no projects', async () => {
  const [csv, short] = [join(folder, 'a.csv'), join(folder, 'short')]
  await writeFile(csv, 'a,b\n1,2\n')
  await writeFile(short, 'PK')
  const zip = await project({ 'xl/workbook.xml': '<a/>' })
  expect(await Promise.all([csv, short, zip, await project({ 'project.json': manifest() })].map(isProject))).toEqual([false, false, false, true])
})

it('nothing of a project that cannot be opened is left, and nothing lies outside the working folder', async () => {
  const all = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).filter(name => !name.endsWith('.mixtura-project')).sort()
  const before = await all()
  const fit = { summary: { id: '../../../fit-1' }, view: { kind: 'principal' } }
  await expect(read(await project({ 'project.json': manifest({}, { fits: [fit] }) }))).rejects.toMatchObject(damaged('project.json has a wrong fits.0.summary.id'))
  await expect(read(await project({ 'project.json': manifest({ 'data/1/a.csv': sumOf('a'), 'data/2/b.csv': sumOf('b') }), 'data/1/a.csv': 'a', 'data/2/b.csv': 'c' }))).rejects.toMatchObject(damaged('data/2/b.csv is not what was saved'))
  expect(await all()).toEqual(before)
})
