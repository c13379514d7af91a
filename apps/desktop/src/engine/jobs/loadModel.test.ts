import { tableFacts } from '@mixtura/models'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StudioError } from '../../contract/errors.js'
import { fitIdSchema } from '../../contract/identifiers.js'
import type { FitTable } from '../featureTables.js'
import { FitFiles } from './fitFiles.js'
import type { FitProcess } from './fitProcess.js'
import { loadModel, type LoadModelOptions } from './loadModel.js'
import { readTableFile } from './tableFile.js'
import type { TableOnDisk } from './workerApi.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-tables-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const fit = fitIdSchema.parse('fit-1')
const samples = { data: Float64Array.of(1, 2, 3, 4), rows: 2, columns: 2 }
const columnNames = ['a', 'b']
const table: FitTable = {
  samples,
  columnNames,
  rows: Uint32Array.of(0, 1),
  omitted: 0,
  scaling: { center: Float64Array.of(0, 0), scale: Float64Array.of(1, 1) },
  classes: null,
  imageShape: null,
  facts: tableFacts({ samples, columnNames }),
  whole: null,
}
const optionsOf = (files: FitFiles): LoadModelOptions => ({ fit, table, usesLabels: false, files, warn: message => expect.unreachable(message) })

/** A process that answers `load` by `answer`. */
function processThat(answer: (table: TableOnDisk) => Promise<void>): Pick<FitProcess, 'call' | 'kill'> & { wasKilled: boolean } {
  return {
    wasKilled: false,
    call: (async (_name: string, order: { readonly table: TableOnDisk }) => {
      await answer(order.table)
      return null
    }) as FitProcess['call'],
    kill() {
      this.wasKilled = true
    },
  }
}

describe('loadModel', () => {
  it('keeps the table of a load until that load has ended, whatever becomes of another one of the same model', async () => {
    const options = optionsOf(new FitFiles(folder))
    let begun = (): void => undefined
    const secondHasBegun = new Promise<void>(resolve => (begun = resolve))
    const first = loadModel(processThat(() => secondHasBegun), options)
    let read: readonly number[] = []
    const second = loadModel(processThat(async onDisk => {
      begun()
      await first
      read = Array.from((await readTableFile(onDisk)).samples.data)
    }), options)
    await second
    expect(read).toEqual([1, 2, 3, 4])
    expect(await readdir(join(folder, 'tables'))).toEqual([])
  })

  it('ends the process and removes the table if the model cannot be loaded', async () => {
    const lost = new StudioError('worker-lost', 'It ended.', { how: 'ended' })
    const process = processThat(() => Promise.reject(lost))
    await expect(loadModel(process, optionsOf(new FitFiles(folder)))).rejects.toBe(lost)
    expect(process.wasKilled).toBe(true)
    expect(await readdir(join(folder, 'tables'))).toEqual([])
  })
})
