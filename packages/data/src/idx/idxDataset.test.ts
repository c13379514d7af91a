import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  ColumnConversionError, DamagedGzipError, IdxLengthError, IdxMagicError, LabelCountMismatchError, LabelShapeError,
  MissingValuesError, openDataset, readIdx,
} from '../index.js'
import { allRows, closeAfterEach, errorOf, rolesOf, temporaryFolder } from '../testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()

/** Makes an IDX file: the magic number, big-endian sizes, then the given elements. */
function idx(type: number, shape: readonly number[], elements: Buffer): Buffer {
  const sizes = Buffer.alloc(4 * shape.length)
  shape.forEach((size, axis) => sizes.writeUInt32BE(size, 4 * axis))
  return Buffer.concat([Buffer.from([0, 0, type, shape.length]), sizes, elements])
}
const images = idx(0x08, [3, 2, 2], Buffer.from([0, 10, 255, 7, 1, 20, 255, 7, 2, 60, 255, 8]))
const labels = idx(0x08, [3], Buffer.from([5, 0, 5]))

describe('readIdx', () => {
  const wide = Buffer.alloc(16)
  it.each([
    ['uint8', 0x08, Buffer.from([0, 255]), Uint8Array.of(0, 255)],
    ['int8', 0x09, Buffer.from([0, 255]), Int8Array.of(0, -1)],
    ['int16', 0x0b, Buffer.from([0x01, 0x02, 0xff, 0xff]), Int16Array.of(258, -1)],
    ['int32', 0x0c, Buffer.from([0, 1, 0, 0, 0xff, 0xff, 0xff, 0xfe]), Int32Array.of(65536, -2)],
    ['float32', 0x0d, (() => { const b = Buffer.alloc(8); b.writeFloatBE(1.5, 0); b.writeFloatBE(-2, 4); return b })(), Float32Array.of(1.5, -2)],
    ['float64', 0x0e, (() => { wide.writeDoubleBE(0.1, 0); wide.writeDoubleBE(1e300, 8); return wide })(), Float64Array.of(0.1, 1e300)],
  ])('%s', async (name, type, elements, data) => {
    expect(await readIdx(folder.file(`${name}.idx`, idx(type, [2], elements)))).toEqual({ shape: [2], data })
    expect(await readIdx(folder.file(`${name}.idx.gz`, gzipSync(idx(type, [2], elements))))).toEqual({ shape: [2], data })
  })

  it.each([
    ['bad.idx', Buffer.from([0, 0, 7, 1, 0, 0, 0, 0]), '00000701'],
    ['text.idx', Buffer.from('hello'), '68656c6c'],
    ['short.idx', Buffer.from([0, 0]), '0000'],
    ['header.idx', Buffer.from([0, 0, 8, 3, 0, 0]), '00000803'],
  ])('refuses %s', async (name, bytes, magic) => {
    const error = await errorOf(IdxMagicError, readIdx(folder.file(name, bytes)))
    expect(error).toMatchObject({ code: 'idx-magic', magic })
    expect(error.message).toBe(
      `${name} is not an IDX file: it begins with 0x${magic}, not with 0x0000, an element type (08, 09, 0b, 0c, 0d or 0e) ` +
        'and a number of dimensions. Check that the right file was chosen.',
    )
  })

  it('refuses a file cut short, or too long', async () => {
    const error = await errorOf(IdxLengthError, openDataset(folder.file('cut.idx', images.subarray(0, 20))))
    expect(error).toMatchObject({ code: 'idx-length', shape: [3, 2, 2], expected: 28, found: 20 })
    expect(error.message).toBe('cut.idx promises 3 x 2 x 2 values, 28 bytes in all, but holds 20. The file is cut short: fetch it again.')
    await expect(readIdx(folder.file('long.idx', Buffer.concat([images, Buffer.alloc(1)])))).rejects.toThrow('The file is too long: fetch it again.')
  })

  it('refuses cut gzip', async () => {
    await errorOf(DamagedGzipError, readIdx(folder.file('cut.idx.gz', gzipSync(images).subarray(0, 30))))
  })
})

describe('openDataset, IDX', () => {
  it('one column per pixel, facts exact', async () => {
    const dataset = await keep(openDataset(folder.file('plain-images-idx3-ubyte', images)))
    expect(dataset).toMatchObject({ format: 'idx', rows: 3, imageShape: [2, 2, 1] })
    expect(dataset.columns.map(column => column.name)).toEqual(['pixel_0_0', 'pixel_0_1', 'pixel_1_0', 'pixel_1_1'])
    expect(dataset.columns[1]).toMatchObject({
      name: 'pixel_0_1', type: 'number', detectedType: 'number', role: 'feature', missing: 0, nonFinite: 0, distinct: 3,
      minimum: 10, maximum: 60, mean: 30, standardDeviation: Math.sqrt(700),
    })
    expect(rolesOf(dataset).pixel_1_0).toBe('constant')
    expect(await allRows(dataset)).toEqual([[0, 10, 255, 7], [1, 20, 255, 7], [2, 60, 255, 8]])
    expect(await dataset.readRows({ offset: 2, limit: 10 })).toEqual([[2, 60, 255, 8]])
    const features = await dataset.readFeatures({ columns: ['pixel_1_1', 'pixel_0_1'] })
    expect([...features.samples.data]).toEqual([7, 10, 7, 20, 8, 60])
    // The threads of a fit read shared memory in place.
    expect(features.samples.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([...features.rows]).toEqual([0, 1, 2])
  })

  it('knows the shape of images, with channels too, and that vectors and tables hold none', async () => {
    const shapeOf = async (name: string, shape: readonly number[]): Promise<unknown> =>
      (await keep(openDataset(folder.file(name, idx(0x08, shape, Buffer.alloc(shape.reduce((product, side) => product * side, 1))))))).imageShape
    expect(await shapeOf('coloured.idx', [2, 3, 4, 3])).toEqual([3, 4, 3])
    expect(await shapeOf('vectors.idx', [2, 3])).toBeNull()
    expect(await shapeOf('deep.idx', [2, 3, 4, 3, 2])).toBeNull()
    expect((await keep(openDataset(folder.file('table.csv', 'a,b\n1,2\n')))).imageShape).toBeNull()
  })

  it('labels given, found beside the images, or left aside', async () => {
    const path = folder.file('t-images-idx3-ubyte.gz', gzipSync(images))
    const given = await keep(openDataset(path, { labels: folder.file('other.idx', labels) }))
    folder.file('t-labels-idx1-ubyte.gz', gzipSync(labels))
    const found = await keep(openDataset(path))
    for (const dataset of [given, found]) {
      expect(dataset.columns.at(-1)).toMatchObject({ name: 'label', type: 'category', role: 'category', distinct: 2, mean: null })
      expect(await dataset.readColumn('label')).toEqual(['5', '0', '5'])
    }
    expect((await keep(openDataset(path, { labels: false }))).columns).toHaveLength(4)
    const numbers = await keep(found.withColumnTypes({ label: 'number' }))
    expect(numbers.columns.at(-1)).toMatchObject({ type: 'number', detectedType: 'category', maximum: 5 })
  })

  it('refuses labels of another number or shape', async () => {
    const path = folder.file('u-images.idx', images)
    const few = folder.file('few.idx', idx(0x08, [2], Buffer.from([1, 2])))
    const error = await errorOf(LabelCountMismatchError, openDataset(path, { labels: few }))
    expect(error).toMatchObject({ code: 'label-count-mismatch', path, labelsPath: few, rows: 3, labels: 2 })
    expect(error.message).toBe(
      'few.idx holds 2 labels for the 3 rows of u-images.idx. Choose the label file of the same set, or open the images with labels: false.',
    )
    const shaped = await errorOf(LabelShapeError, openDataset(path, { labels: path }))
    expect(shaped.code).toBe('label-shape')
    expect(shaped.message).toBe('u-images.idx is shaped 3 x 2 x 2, but labels are one number per row. Choose an IDX file of one dimension.')
  })

  it('real numbers, with NaN counted and found', async () => {
    const elements = Buffer.alloc(24)
    ;[1.5, NaN, 2.5, 4, 3.5, 8].forEach((value, i) => elements.writeFloatBE(value, 4 * i))
    const dataset = await keep(openDataset(folder.file('real.idx', idx(0x0d, [3, 2], elements))))
    expect(dataset.columns).toMatchObject([
      { name: 'column0', nonFinite: 0, distinct: 3, minimum: 1.5, maximum: 3.5, mean: 2.5, standardDeviation: 1 },
      { name: 'column1', nonFinite: 1, distinct: 2, minimum: 4, maximum: 8, mean: 6 },
    ])
    expect((await allRows(dataset))[0]).toEqual([1.5, 'NaN'])
    const error = await errorOf(MissingValuesError, dataset.readFeatures())
    expect(error.columns).toEqual([{ name: 'column1', missing: 0, nonFinite: 1, row: 1, line: null }])
    const { samples, rows, omitted } = await dataset.readFeatures({ missing: 'omit-rows' })
    expect([...samples.data]).toEqual([2.5, 4, 3.5, 8])
    expect([...rows]).toEqual([1, 2])
    expect(omitted).toBe(1)
  })

  it('writes row, label and results', async () => {
    const dataset = await keep(openDataset(folder.file('w.idx', images), { labels: folder.file('w-labels.idx', labels) }))
    const path = join(folder.path, 'w.csv')
    await dataset.writeWithColumns(path, {
      format: 'csv', columns: [{ name: 'component', type: 'integer', values: Int32Array.of(1, 0), rows: Uint32Array.of(0, 2) }],
    })
    expect(readFileSync(path, 'utf8')).toBe('row,label,component\n0,5,1\n1,0,\n2,5,0\n')
  })

  it('refuses a pixel as a date, and calls once closed', async () => {
    const dataset = await openDataset(folder.file('d.idx', images))
    await errorOf(ColumnConversionError, dataset.withColumnTypes({ pixel_0_0: 'date' }))
    await dataset.close()
    await expect(dataset.readFeatures()).rejects.toThrow('The dataset d.idx has been closed. Open it again to read from it.')
  })
})

/** Optional folder of the MNIST files. It is next to the repository and never in it. */
const mnist = fileURLToPath(new URL('../../../../../shared/data/mnist/', import.meta.url))
const hasMnist = existsSync(join(mnist, 'train-images-idx3-ubyte.gz'))

describe.skipIf(!hasMnist)(`MNIST${hasMnist ? '' : ' (skipped: no ../shared/data/mnist beside the repository)'}`, () => {
  it('has 60,000 images of 28 x 28 and their labels', async () => {
    const dataset = await keep(openDataset(join(mnist, 'train-images-idx3-ubyte.gz')))
    expect(dataset.rows).toBe(60_000)
    expect(dataset.columns).toHaveLength(785)
    expect((await dataset.readColumn('label')).slice(0, 5)).toEqual(['5', '0', '4', '1', '9'])
    expect(dataset.columns[0]).toMatchObject({ name: 'pixel_0_0', role: 'constant', maximum: 0 })
    expect(dataset.columns[14 * 28 + 8]).toMatchObject({ name: 'pixel_14_8', role: 'feature', minimum: 0, maximum: 255 })
    const { samples } = await dataset.readFeatures({ columns: ['pixel_14_14'], scaling: 'standardize' })
    expect(samples.rows).toBe(60_000)
  })

  it('is read to the byte', async () => {
    const { shape, data } = await readIdx(join(mnist, 'train-images-idx3-ubyte.gz'))
    expect(shape).toEqual([60_000, 28, 28])
    const header = idx(0x08, shape, Buffer.alloc(0))
    // MD5 of the uncompressed published file.
    expect(createHash('md5').update(header).update(data).digest('hex')).toBe('6bbc9ace898e44ae57da46a324031adb')
  })
})
