import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { newUploadFolder, uploadFolderOf } from './uploads.js'

it('knows an upload by its folder, which it has to itself, and takes no other file for one', () => {
  const folder = join('/state', 'run-1')
  const uploaded = join(newUploadFolder(folder), 'visits.csv')
  expect(uploadFolderOf(folder, uploaded)).toBe(dirname(uploaded))
  const others = [join(folder, 'visits.csv'), join(folder, 'uploads', 'visits.csv'), join(folder, 'uploads', 'one', 'two', 'visits.csv'), join(folder, 'other', 'uploads', 'one', 'visits.csv')]
  expect(others.map(path => uploadFolderOf(folder, path))).toEqual(others.map(() => null))
})
