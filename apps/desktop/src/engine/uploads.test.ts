import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { newUploadFolder, removeUpload } from './uploads.js'

async function fileIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'visits.csv')
  await writeFile(path, 'a\n1\n')
  return path
}

it('removes an upload with its folder, and no other file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-uploads-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const uploaded = await fileIn(newUploadFolder(folder))
  const others = await Promise.all([
    fileIn(newUploadFolder(folder)),
    fileIn(folder),
    fileIn(join(folder, 'uploads')),
    fileIn(join(folder, 'uploads', 'one', 'two')),
    fileIn(join(folder, 'other', 'uploads', 'one')),
  ])
  for (const path of [uploaded, ...others.slice(1)]) await removeUpload(folder, path)
  await expect(readdir(dirname(uploaded))).rejects.toMatchObject({ code: 'ENOENT' })
  for (const path of others) expect(await readdir(dirname(path))).toContain('visits.csv')
})
