import type { IncomingMessage } from 'node:http'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { fileNameHeader } from '../contract/hostMessage.js'
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
