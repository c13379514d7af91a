import type { IncomingMessage } from 'node:http'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { besideHeader, fileNameHeader } from '../contract/hostMessage.js'
import { FileGrants } from '../engine/fileGrants.js'
import { attachment } from './download.js'
import { receiveUpload, safeName } from './upload.js'

it.each([
  ['data.csv', 'data.csv'],
  ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
  ['C%3A%5Ctemp%5Cdata.csv', 'data.csv'],
  ['a%00b%0A.csv', 'a_b_.csv'],
  ['..', 'data'],
  ['.hidden', 'hidden'],
  ['50%.csv', '50%.csv'],
  [`${'x'.repeat(300)}.csv`, `${'x'.repeat(116)}.csv`],
  [undefined, 'data'],
])('keeps of the name %j the file’s own part: %j', (header, name) => {
  expect(safeName(header)).toBe(name)
})

it('names a download in both forms of RFC 6266', () => {
  expect(attachment(`a"b(1)é.csv`)).toBe(`attachment; filename="a_b(1)_.csv"; filename*=UTF-8''a%22b%281%29%C3%A9.csv`)
})

it.each([
  ['ENOSPC', 'disk-full', "big.csv does not fit on the disk that holds Studio's working files. Free some space, or give the path of the file when you start Studio: then it is read where it is."],
  ['EDQUOT', 'disk-full', "big.csv does not fit on the disk that holds Studio's working files. Free some space, or give the path of the file when you start Studio: then it is read where it is."],
  ['EIO', 'upload-failed', 'big.csv did not arrive whole (EIO). Try again, or give the path of the file when you start Studio.'],
])('says why an upload failed with %s, and leaves nothing of it', async (reason, code, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-upload-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const body = new Readable({ read: () => body.destroy(Object.assign(new Error(reason), { code: reason })) })
  const request = Object.assign(body, { headers: { [fileNameHeader]: 'big.csv' } }) as unknown as IncomingMessage
  await expect(receiveUpload(request, folder, new FileGrants())).rejects.toMatchObject({ code, message, fields: { file: 'big.csv', reason } })
  expect(await readdir(join(folder, 'uploads'))).toEqual([])
})

it('puts a file beside the upload that it belongs to, and nowhere else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-upload-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const grants = new FileGrants()
  const send = (name: string, beside?: string): Promise<unknown> =>
    receiveUpload(Object.assign(Readable.from([Buffer.from(name)]), { headers: { [fileNameHeader]: name, ...(beside !== undefined && { [besideHeader]: beside }) }, iterator: () => Readable.from([Buffer.from(name)]) }) as unknown as IncomingMessage, folder, grants)
  const images = String(await send('a-images-idx3-ubyte'))
  await send('a-labels-idx1-ubyte', images)
  const [own] = await readdir(join(folder, 'uploads'))
  expect((await readdir(join(folder, 'uploads', own!))).sort()).toEqual(['a-images-idx3-ubyte', 'a-labels-idx1-ubyte'])
  // The first of two files of one name stays.
  await expect(send('a-labels-idx1-ubyte', images)).rejects.toMatchObject({ code: 'upload-failed' })
  expect(await readFile(join(folder, 'uploads', own!, 'a-labels-idx1-ubyte'), 'utf8')).toBe('a-labels-idx1-ubyte')
  await writeFile(join(folder, 'mine.csv'), 'x')
  for (const handle of ['unknown', grants.grant(join(folder, 'mine.csv'))]) {
    await expect(send('b', handle)).rejects.toMatchObject({ code: 'unknown-file', message: 'The file that this one belongs to is not open to Studio. Choose both again.' })
  }
})
