import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecentFiles } from './recentFiles.js'

let folder: string
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'mixtura-recent-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

it('lists the latest first, once each, over runs', async () => {
  const recent = new RecentFiles(folder)
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')]
  await writeFile(first, 'x\n1\n')
  await Promise.all([first, second, first].map(path => recent.add(path)))
  const listed = await new RecentFiles(folder).list()
  expect(listed.map(({ name, folder: place, exists }) => ({ name, place, exists }))).toEqual([
    { name: 'first.csv', place: basename(folder), exists: true },
    { name: 'second.csv', place: basename(folder), exists: false },
  ])
  expect(await recent.pathOf(listed[0]!.id)).toBe(first)
})

it('names a file that is gone, and forgets it', async () => {
  const recent = new RecentFiles(folder)
  await recent.add(join(folder, 'gone.csv'))
  const [{ id }] = await recent.list() as [Awaited<ReturnType<RecentFiles['list']>>[number]]
  await expect(recent.pathOf(id)).rejects.toMatchObject({
    code: 'recent-file-gone', message: 'gone.csv is not where it was any more. Open it from its new place, or remove it from the list.',
  })
  await recent.forget(id)
  expect(await recent.list()).toEqual([])
})

it('remembers twelve files, and begins anew where its list is damaged', async () => {
  const recent = new RecentFiles(folder)
  for (let file = 0; file < 15; file++) await recent.add(join(folder, `${file}.csv`))
  expect((await recent.list()).map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, at) => `${14 - at}.csv`))
  await writeFile(join(folder, 'recent-files.json'), '{ broken')
  expect(await recent.list()).toEqual([])
})
