import { describe, expect, it } from 'vitest'
import {
  ColumnNotNumericError, ConstantColumnError, MissingValuesError, NoColumnsChosenError, NoCompleteRowsError,
  NoNumericColumnsError, numericColumnNames, openDataset, openSampleDataset, UnknownColumnError,
} from './index.js'
import { closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const open = (name: string, content: string) => keep(openDataset(folder.file(name, content)))
const holes = 'id,a,b,c\n"one\ntwo",1,2,x\nu,NA,3,y\nv,4,NaN,x\nw,5,6,y\nx,,7,x\n'

describe('readFeatures', () => {
  it('is row-major, in the order asked for', async () => {
    const dataset = await open('plain.csv', 'a,b,word\n1,10,x\n2,20,y\n3,30,x\n')
    const features = await dataset.readFeatures({ columns: ['b', 'a'] })
    // The threads of a fit read shared memory in place.
    expect(features.samples.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(features).toEqual({
      samples: { data: Float64Array.of(10, 1, 20, 2, 30, 3), rows: 3, columns: 2 },
      columnNames: ['b', 'a'],
      rows: Uint32Array.of(0, 1, 2),
      omitted: 0,
      scaling: { center: Float64Array.of(0, 0), scale: Float64Array.of(1, 1) },
    })
  })

  it('takes the columns of role feature if none are named', async () => {
    const iris = await keep(openSampleDataset('iris'))
    const { samples, columnNames } = await iris.readFeatures()
    expect(columnNames).toEqual(['sepal_length', 'sepal_width', 'petal_length', 'petal_width'])
    expect([...samples.data.subarray(0, 4)]).toEqual([5.1, 3.5, 1.4, 0.2])
    expect([...samples.data.subarray(-4)]).toEqual([5.9, 3, 5.1, 1.8])
  })

  it('standardises over the rows used only', async () => {
    const dataset = await open('scaled.csv', 'a,b\n1,5\n2,7\n3,9\n1000,\n')
    const { samples, scaling, rows, omitted } = await dataset.readFeatures({ scaling: 'standardize', missing: 'omit-rows' })
    expect([...scaling.center]).toEqual([2, 7])
    expect([...scaling.scale]).toEqual([1, 2])
    expect([...samples.data]).toEqual([-1, -1, 0, 0, 1, 1])
    expect([...rows]).toEqual([0, 1, 2])
    expect(omitted).toBe(1)
  })

  it('keeps the order of a file larger than one chunk of any thread', async () => {
    const count = 200_000
    const lines = Array.from({ length: count }, (_, i) => `${i % 97},${i}.25,${i % 7 === 0 ? '' : i}`)
    const dataset = await open('large.csv', `a,b,c\n${lines.join('\n')}\n`)
    const whole = await dataset.readFeatures({ columns: ['a', 'b'] })
    const omitting = await dataset.readFeatures({ columns: ['b', 'c'], missing: 'omit-rows' })
    let wrong = 0
    for (let i = 0; i < count; i++) {
      if (whole.rows[i] !== i || whole.samples.data[2 * i] !== i % 97 || whole.samples.data[2 * i + 1] !== i + 0.25) wrong++
    }
    omitting.rows.forEach((row, i) => {
      if (row % 7 === 0 || omitting.samples.data[2 * i] !== row + 0.25 || omitting.samples.data[2 * i + 1] !== row) wrong++
      if (i > 0 && row <= omitting.rows[i - 1]) wrong++
    })
    expect(wrong).toBe(0)
    expect(omitting.omitted).toBe(Math.ceil(count / 7))
  })

  it('lies in shared memory, which the threads of a fit read in place', async () => {
    const dataset = await open('shared.csv', 'a,b\n1,5\n2,7\n3,9\n')
    for (const scaling of ['none', 'standardize'] as const) {
      const { samples } = await dataset.readFeatures({ scaling })
      expect(samples.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    }
  })

  it('leaves out rows with missing and non-finite cells of the chosen columns', async () => {
    const dataset = await open('holes.csv', holes)
    const { samples, rows, omitted } = await dataset.readFeatures({ columns: ['a', 'b'], missing: 'omit-rows' })
    expect([...samples.data]).toEqual([1, 2, 5, 6])
    expect([...rows]).toEqual([0, 3])
    expect(omitted).toBe(3)
  })

  it('keeps rows with missing and non-finite cells as NaN if asked for, and standardises by the other cells', async () => {
    const dataset = await open('kept.csv', 'a,b\n,5\n1,NaN\n2,6\n3,inf\nNA,7\n')
    const { samples, rows, omitted } = await dataset.readFeatures({ missing: 'keep', columns: ['a', 'b'] })
    expect([...samples.data]).toEqual([NaN, 5, 1, NaN, 2, 6, 3, NaN, NaN, 7])
    expect([[...rows], omitted]).toEqual([[0, 1, 2, 3, 4], 0])
    const scaled = await dataset.readFeatures({ missing: 'keep', columns: ['a', 'b'], scaling: 'standardize' })
    expect([...scaled.scaling.center]).toEqual([2, 6])
    expect([...scaled.samples.data]).toEqual([NaN, -1, -1, NaN, 0, 0, 1, NaN, NaN, 1])
  })

  it('refuses to keep a column without a single finite value', async () => {
    const dataset = await open('void.csv', 'a,b\n1,\n2,\n')
    const types = await dataset.withColumnTypes({ b: 'number' })
    const error = await errorOf(NoCompleteRowsError, types.readFeatures({ columns: ['a', 'b'], missing: 'keep' }))
    expect(error.columns).toEqual(['b'])
    await types.close()
  })

  it('reads float and integer columns of Parquet', async () => {
    const iris = await keep(openSampleDataset('iris'))
    const path = `${folder.path}/iris.parquet`
    await iris.writeWithColumns(path, { format: 'parquet', columns: [] })
    const copy = await keep(openDataset(path))
    expect(await copy.readFeatures()).toEqual(await iris.readFeatures())
  })
})

describe('readFeatures, refusals', () => {
  it('names missing cells by row and by line of the file', async () => {
    const dataset = await open('holes2.csv', holes)
    const error = await errorOf(MissingValuesError, dataset.readFeatures({ columns: ['a', 'b'] }))
    expect(error.code).toBe('missing-values')
    expect(error.columns).toEqual([
      { name: 'a', missing: 2, nonFinite: 0, row: 2, line: 4 },
      { name: 'b', missing: 0, nonFinite: 1, row: 3, line: 5 },
    ])
    expect(error.message).toBe(
      'Columns "a" has 2 missing cells, first in row 2 (line 4 of the file); ' +
        '"b" has 1 cell that is not finite, first in row 3 (line 5 of the file). ' +
        "Fill these cells in the file, leave the columns out, or leave out the rows with missing: 'omit-rows'.",
    )
  })

  it('names rows alone where a format has no lines', async () => {
    const dataset = await open('holes.json', '[{"a":1},{"a":null},{"a":3}]')
    await expect(dataset.readFeatures()).rejects.toThrow(
      'Column "a" has 1 missing cell, first in row 2. ' +
        "Fill these cells in the file, leave the columns out, or leave out the rows with missing: 'omit-rows'.",
    )
  })

  it('a dataset without one complete row', async () => {
    const dataset = await open('never.csv', 'a,b\n1,\n,2\n')
    const error = await errorOf(NoCompleteRowsError, dataset.readFeatures({ missing: 'omit-rows' }))
    expect(error).toMatchObject({ code: 'no-complete-rows', columns: ['a', 'b'], rows: 2 })
    expect(error.message).toBe(
      'None of the 2 rows has a finite value in every chosen column ("a", "b"). Leave out the columns with the most missing cells.',
    )
  })

  it('a column that is not there', async () => {
    const dataset = await open('wide.csv', `${Array.from({ length: 12 }, (_, i) => `x${i}`).join(',')}\n${'1,'.repeat(11)}1\n`)
    const error = await errorOf(UnknownColumnError, dataset.readFeatures({ columns: ['y'] }))
    expect(error).toMatchObject({ code: 'unknown-column', column: 'y' })
    expect(error.message).toBe(
      'There is no column "y". The columns are "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7" and 4 more.',
    )
    await errorOf(UnknownColumnError, dataset.readColumn('y'))
  })

  it('a column that is not of numbers', async () => {
    const iris = await keep(openSampleDataset('iris'))
    const error = await errorOf(ColumnNotNumericError, iris.readFeatures({ columns: ['species'] }))
    expect(error).toMatchObject({ code: 'column-not-numeric', column: 'species', type: 'category' })
    expect(error.message).toBe(
      'Column "species" is of type category, and features must be numbers. ' +
        'Leave it out, or give it the type number if its cells are numbers.',
    )
  })

  it('no column of numbers at all', async () => {
    const dataset = await open('words.csv', 'a,b\nx,y\nz,w\n')
    const error = await errorOf(NoNumericColumnsError, dataset.readFeatures({ columns: [] }))
    expect(error).toMatchObject({ code: 'no-numeric-columns', columns: ['a', 'b'] })
    expect(error.message).toBe(
      'words.csv has no column of numbers (its columns are "a", "b"), and a mixture needs at least one. ' +
        'Choose another file, or give a column the type number if its cells are numbers. ' +
        'If the names are wrong, say how the lines are cut with the options delimiter, quote, skipRows and header.',
    )
    expect(() => numericColumnNames(dataset)).toThrow(error.message)
  })

  it('no column chosen', async () => {
    const iris = await keep(openSampleDataset('iris'))
    const error = await errorOf(NoColumnsChosenError, iris.readFeatures({ columns: [] }))
    expect(error.code).toBe('no-columns-chosen')
    expect(error.message).toBe(
      'No column was chosen as a feature. The columns of numbers are "sepal_length", "sepal_width", "petal_length", "petal_width".',
    )
    expect(numericColumnNames(iris)).toEqual(error.numericColumns)
  })

  it('a constant column, when standardising only', async () => {
    const dataset = await open('constant.csv', 'a,b\n1,3\n2,3\n')
    const error = await errorOf(ConstantColumnError, dataset.readFeatures({ columns: ['a', 'b'], scaling: 'standardize' }))
    expect(error).toMatchObject({ code: 'constant-column', column: 'b', value: 3 })
    expect((await dataset.readFeatures({ columns: ['a', 'b'] })).samples.rows).toBe(2)
  })
})
