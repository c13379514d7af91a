import { describe, expect, it } from 'vitest'
import { toStudioError } from './toStudioError.js'

const failure = (message: string, fields: object): Error => Object.assign(new Error(message), fields)

describe('toStudioError', () => {
  it('keeps of a path the name of the file, in every field and in the sentence', () => {
    const path = '/tmp/run/uploads/5f0c/花 (1).csv'
    const error = failure(`${path} could not be read: no ${path}.idx`, { code: 'file-not-readable', path, reason: `no ${path}.idx`, line: 3 })
    expect(toStudioError(error).toJSON()).toEqual({
      code: 'file-not-readable',
      message: '花 (1).csv could not be read: no 花 (1).csv.idx',
      fields: { path: '花 (1).csv', reason: 'no 花 (1).csv.idx', line: 3 },
    })
  })

  it('does so with paths of Windows, with several paths and with folders', () => {
    const labels = failure('C:\\d\\a-labels.idx does not fit C:\\d\\a', { code: 'label-count-mismatch', path: 'C:\\d\\a', labelsPath: 'C:\\d\\a-labels.idx' })
    expect(toStudioError(labels)).toMatchObject({ message: 'a-labels.idx does not fit a', fields: { path: 'a', labelsPath: 'a-labels.idx' } })
    expect(toStudioError(failure('/home/ada/tables/ is a folder', { code: 'not-a-file', path: '/home/ada/tables/' })).message).toBe('tables/ is a folder')
    expect(toStudioError(failure('There is no file at .', { code: 'file-not-found', path: '' })).message).toBe('There is no file at .')
  })

  it('does so with failures of the system', () => {
    const path = '/home/ada/.cache/mixtura/exports/x.csv'
    expect(toStudioError(failure(`ENOSPC: no space left on device, open '${path}'`, { code: 'ENOSPC', path })).toJSON()).toEqual({
      code: 'internal', message: "Something went wrong: ENOSPC: no space left on device, open 'x.csv'", fields: {},
    })
  })
})
