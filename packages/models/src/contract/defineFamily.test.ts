import { describe, expect, it } from 'vitest'
import { loadModel } from '../catalogue.js'
import { mixture } from '../families/mixture.js'
import { noiseMixture } from '../families/noiseMixture.js'
import { readModelFile, writeModelFile } from '../files/modelFile.js'
import { blobs } from '../testing/tables.js'
import { familyTexts } from '../texts/familyTexts.js'
import type { FitControl } from './modelFamily.js'
import { tableFacts, type Table } from './table.js'

const table = blobs({ rows: 60, columns: 2, groups: 2 })
const model = await mixture.fit(table, { components: 2, starts: 1 })

describe('fit refuses', () => {
  it.each<[string, unknown, string]>([
    ['no table', undefined, 'table must be a table, but it is undefined. Pass { samples: { data, rows, columns } }.'],
    ['rows of numbers', { samples: [[1, 2]] }, 'table.samples must be an object, but it is an array of 1 entry. Pass { samples: { data, rows, columns } }.'],
    ['float32', { samples: { data: new Float32Array(2), rows: 1, columns: 2 } }, 'samples.data must be a Float64Array, but it is a Float32Array of 2 numbers. Pass { data, rows, columns }.'],
    ['data that do not fill the shape', { samples: { data: new Float64Array(5), rows: 3, columns: 2 } }, 'samples must be [3, 2], 6 numbers, but it is 5 numbers. Pass data that fit rows and columns.'],
    ['names of other columns', { ...table, columnNames: ['x'] }, 'columnNames must be [2], a name for each column, but it is [1]. Leave it out, or pass as many.'],
    ['labels of other rows', { ...table, labels: [1, 2] }, 'labels must be [60], a label for each row, but it is [2]. Leave it out, or pass as many.'],
    ['labels that are no list', { ...table, labels: 3 }, 'labels must be [60], a label for each row, but it is 3. Leave it out, or pass as many.'],
    ['images of another size', { ...table, imageShape: [3, 1, 1] }, 'imageShape must be sides whose product is 2, the number of columns, but it is 3 x 1 x 1. Pass [height, width, channels].'],
  ])('%s', async (_, wrong, message) => {
    await expect(mixture.fit(wrong as Table)).rejects.toThrow(message)
  })

  it.each<[string, unknown, string]>([
    ['an interval below 0', { reportEvery: -1 }, 'option reportEvery must be a number of at least 0 (milliseconds), but it is -1. Pass for example 50.'],
    ['a listener that is none', { onProgress: 3 }, 'option onProgress must be a function, but it is 3. Pass a function, or leave it out.'],
    ['a store that is none', { checkpoints: {} }, 'option checkpoints.write must be a function, but it is undefined. Pass for example memoryCheckpointStore() of @mixtura/tensor.'],
    ['no threads', { threads: 0 }, 'option threads must be a whole number of at least 1, but it is 0.'],
    ['an unknown option', { onprogress: () => undefined }, "option onprogress must be an option that fit reads, but it is 'unknown'. Did you mean onProgress?"],
  ])('%s of the control', async (_, wrong, message) => {
    await expect(mixture.fit(table, {}, wrong as FitControl)).rejects.toThrow(message)
  })
})

it('accepts and estimates by facts and a device alone', () => {
  expect(() => mixture.accepts(table as never)).toThrow('table.rows must be a number, but it is undefined. Pass tableFacts(table).')
  expect(() => mixture.estimate(tableFacts(table), {}, {} as never)).toThrow('device.cores must be a number, but it is undefined. Pass what measureDevice returns.')
})

it('takes a number of threads where the family does, which changes nothing', async () => {
  expect((await mixture.fit(table, { components: 2, starts: 1 }, { threads: 1 })).facts()).toEqual(model.facts())
  await expect(noiseMixture.fit(table, {}, { threads: 1 })).rejects.toThrow(
    'option threads must be left out, because fits of the family noise-mixture take no number of threads, but it is 1. Leave it out.',
  )
})

describe('sample refuses', () => {
  it.each<[string, unknown, unknown, string]>([
    ['no rows', 0, { seed: 1 }, 'option count must be a whole number of at least 1, but it is 0.'],
    ['a seed out of range', 3, { seed: -1 }, 'option seed must be '],
    ['a group that is not there', 3, { seed: 1, component: 2 }, 'option component must be an index from 0 to 1, but it is 2. Pass for example 0.'],
  ])('%s', async (_, count, request, message) => {
    await expect(model.sample!(count as number, request as { seed: number })).rejects.toThrow(message)
  })
})

describe('load refuses', async () => {
  const file = readModelFile(await model.save())
  it.each<[string, Record<string, unknown>, string]>([
    ['no options', { options: null }, 'option options must be an object, but it is null.'],
    ['an option out of range', { options: { components: -1 } }, 'option components must be a whole number from 1 to 1000, but it is -1.'],
    ['no table', { table: 3 }, 'model file: table must be an object, but it is a number. Load it with loadModel, in the version that saved it.'],
    ['a table without rows', { table: { columns: 2 } }, 'model file: table.rows must be a number, but it is absent.'],
    ['no facts', { facts: undefined }, 'model file: facts must be a list, but it is absent.'],
    ['a fact without a name', { facts: [{ value: 1, unit: '' }] }, 'model file: facts[0].name must be a text, but it is absent.'],
    ['a curve without values', { curves: [{ name: 'a', unit: '', step: 'b', steps: [] }] }, 'model file: curves[0].values must be a list, but it is absent.'],
  ])('%s', async (_, wrong, message) => {
    await expect(mixture.load(writeModelFile({ ...file, head: { ...file.head, ...wrong } as never }))).rejects.toThrow(message)
  })

  it('bytes that are none, or changed anywhere', async () => {
    await expect(mixture.load('file' as never)).rejects.toThrow("bytes must be a Uint8Array, but it is 'file'. Pass the bytes of the file of a model.")
    const bytes = await model.save()
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = bytes.slice()
      changed[at] ^= 1
      await expect(mixture.load(changed)).rejects.toThrow(/^checkpoint: /)
    }
  })

  it('a family that is not in the list', () => {
    const bytes = writeModelFile({ ...file, kind: 'forest' })
    expect(() => loadModel(bytes)).toThrow("option kind must be one of mixture, ")
  })
})

it('refuses a language that there is not', () => {
  expect(() => familyTexts(mixture, 'fr' as never)).toThrow("option language must be one of 'en', 'zh', but it is 'fr'.")
})
