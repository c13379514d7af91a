import { describe, expect, it } from 'vitest'
import { matrix, requireFinite, toMatrix } from './matrix.js'

describe('matrix', () => {
  it('lies over the data without a copy', () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6)
    const { rows, columns, ...rest } = matrix(data, 3, 2)
    expect([rows, columns]).toEqual([3, 2])
    expect(rest.data).toBe(data)
  })

  it('must have as many numbers as cells', () => {
    expect(() => matrix(new Float64Array(5), 3, 2)).toThrow(
      'matrix data must be 3 x 2 = 6 numbers, but it is 5 numbers. ' +
        'Pass rows and columns that multiply to the length of data.',
    )
  })
})

describe('toMatrix', () => {
  it('reads rows of any array-like numbers', () => {
    expect(toMatrix([[1, 2], Float32Array.of(3, 4), Int8Array.of(5, 6)])).toEqual({
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
      rows: 3,
      columns: 2,
    })
  })

  it('passes a matrix through', () => {
    const data = new Float32Array(4)
    expect(toMatrix({ data, rows: 2, columns: 2 }).data).toBe(data)
  })

  it.each([
    { samples: [], actual: '0 x 0' },
    { samples: [[], []], actual: '2 x 0' },
    { samples: matrix(new Float64Array(0), 0, 3), actual: '0 x 3' },
  ])('refuses $actual', ({ samples, actual }) => {
    expect(() => toMatrix(samples)).toThrow(
      `samples must be at least 1 row x 1 column, but it is ${actual}. Pass the data as [N, D].`,
    )
  })

  it('refuses rows of different lengths', () => {
    expect(() => toMatrix([[1, 2], [3, 4], [5]])).toThrow(
      'samples must be rows of equal length (2, as row 0), but it is of length 1 at row 2. ' +
        'Give every row the same number of values.',
    )
  })

  it('refuses a matrix whose data have another length', () => {
    expect(() => toMatrix({ data: new Float64Array(3), rows: 2, columns: 2 })).toThrow(
      'matrix data must be 2 x 2 = 4 numbers, but it is 3 numbers.',
    )
  })
})

describe('requireFinite', () => {
  it('accepts every finite number', () => {
    requireFinite(toMatrix([[0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE]]))
  })

  it('counts the others and names the first', () => {
    expect(() => requireFinite(toMatrix([[1, 2, 3], [4, 5, NaN], [-Infinity, 7, 8]]))).toThrow(
      expect.objectContaining({
        name: 'NonFiniteValuesError',
        code: 'non-finite-values',
        count: 2,
        row: 1,
        column: 2,
        value: NaN,
        message:
          'samples must be finite numbers, but 2 values are not: the first is NaN at row 1, column 2. ' +
          'Leave those rows out, or fill the cells, before fitting.',
      }),
    )
    expect(() => requireFinite(toMatrix([[1], [-Infinity]]))).toThrow(
      'samples must be finite numbers, but 1 value is not: the first is -Infinity at row 1, column 0. ' +
        'Leave those rows out, or fill the cells, before fitting.',
    )
  })
})
