import { describe, expect, it, vi } from 'vitest'
import { loadDuckDb } from '../duckdb/loadDuckDb.js'
import { FileNotReadableError } from './fileErrors.js'
import { DuckDbUnavailableError } from './resultErrors.js'

describe('what only a platform can bring about', () => {
  it('a DuckDB without its binary', async () => {
    vi.doMock('@duckdb/node-api', () => { throw new Error('Cannot find module') })
    await expect(loadDuckDb()).rejects.toBeInstanceOf(DuckDbUnavailableError)
    vi.doUnmock('@duckdb/node-api')
    const error = new DuckDbUnavailableError('linux-riscv64', 'Cannot find module')
    expect(error).toMatchObject({ name: 'DuckDbUnavailableError', code: 'duckdb-unavailable', platform: 'linux-riscv64' })
    expect(error.message).toBe(
      'DuckDB could not be loaded on linux-riscv64: Cannot find module. ' +
        'Install again without --no-optional, so that its binary for this platform is fetched.',
    )
  })

  it('a file that the system does not hand out', () => {
    const error = new FileNotReadableError('/data/table.csv', 'EACCES')
    expect(error.code).toBe('file-not-readable')
    expect(error.message).toBe('table.csv could not be read: EACCES. Check that the file is whole and that you may read it.')
  })
})
