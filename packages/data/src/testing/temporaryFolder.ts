import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MixturaError } from '@mixtura/numerics'
import { afterAll, afterEach } from 'vitest'
import type { ColumnRole, ColumnType, Dataset } from '../dataset.js'

export interface TemporaryFolder {
  readonly path: string
  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array): string
}

/** A folder that is removed when the test file that asked for it ends. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'mixtura-data-test-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    file(name, content) {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
  }
}

/** Makes a function that returns an opened dataset and closes it at the end of the test, even if the test fails. */
export function closeAfterEach(): (opening: Promise<Dataset>) => Promise<Dataset> {
  const opened: Dataset[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(dataset => dataset.close()))
  })
  return async opening => {
    const dataset = await opening
    opened.push(dataset)
    return dataset
  }
}

/** The error that a call throws. If the call succeeds, the test fails. */
export async function errorOf<E extends MixturaError>(kind: abstract new (...facts: never[]) => E, call: Promise<unknown>): Promise<E> {
  const outcome = await call.then(() => new Error('the call succeeded'), (error: unknown) => error)
  if (outcome instanceof kind) return outcome
  throw outcome
}

export function typesOf(dataset: Dataset): Record<string, ColumnType> {
  return Object.fromEntries(dataset.columns.map(({ name, type }) => [name, type]))
}

export function rolesOf(dataset: Dataset): Record<string, ColumnRole> {
  return Object.fromEntries(dataset.columns.map(({ name, role }) => [name, role]))
}

export function allRows(dataset: Dataset): ReturnType<Dataset['readRows']> {
  return dataset.readRows({ offset: 0, limit: dataset.rows })
}
