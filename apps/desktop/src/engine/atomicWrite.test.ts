import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { toStudioError } from '../contract/toStudioError.js'
import { FileNotWrittenError, replaceAtomically, writeFileAtomically } from './atomicWrite.js'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mixtura-atomic-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

it('replaces the content as a whole, in a folder that it makes', async () => {
  const path = join(await folder(), 'not', 'there', 'file.json')
  await writeFileAtomically(path, 'old')
  await writeFileAtomically(path, Uint8Array.of(110, 101, 119))
  expect(await readFile(path, 'utf8')).toBe('new')
  expect(await readdir(join(path, '..'))).toEqual(['file.json'])
})

it.each(['ENOSPC', 'EDQUOT'])('on a full disk (%s) leaves the old content, no part of the new one, and says so', async code => {
  const base = await folder()
  const path = join(base, 'session.json')
  await writeFile(path, 'old')
  const full = async (beside: string): Promise<void> => {
    await writeFile(beside, 'a part')
    throw Object.assign(new Error(`${code}: no space left on device, write`), { code })
  }
  const error: unknown = await replaceAtomically(path, full).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(FileNotWrittenError)
  expect(error).toMatchObject({
    code: 'disk-full',
    file: 'session.json',
    message: `session.json could not be written: the disk that holds ${base} is full. Free some space, and try again.`,
  })
  expect(await readdir(base)).toEqual(['session.json'])
  expect(await readFile(path, 'utf8')).toBe('old')
})

it('names another reason', async () => {
  const base = await folder()
  const refused = Object.assign(new Error('EROFS'), { code: 'EROFS' })
  await expect(replaceAtomically(join(base, 'a.csv'), () => Promise.reject(refused))).rejects.toThrow(
    `a.csv could not be written to ${base} (EROFS). Choose a folder that you may write to.`,
  )
})

it('tells a window the last part of the folder alone', () => {
  const error = toStudioError(new FileNotWrittenError(join('/home', 'someone', 'exports', 'model.json'), Object.assign(new Error(), { code: 'ENOSPC' })))
  expect(error.message).toBe('model.json could not be written: the disk that holds exports is full. Free some space, and try again.')
  expect(JSON.stringify(error)).not.toContain('someone')
})
