import { expect, it } from 'vitest'
import { failureOf } from './failureOf.js'

function failed(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

it('names memory that cannot be allocated, in the words of V8', () => {
  for (const allocate of [() => new Float64Array(2 ** 50), () => new ArrayBuffer(2 ** 52), () => new SharedArrayBuffer(2 ** 52)]) {
    const failure = failureOf(failed(allocate), [])
    expect(failure.code).toBe('out-of-memory')
    expect(failure.message).toMatch(/^The memory is not enough for this fit \(.+\)\. Choose fewer rows or columns, or a smaller model\.$/)
  }
})

it('names the column of an error that has a number', () => {
  const error = Object.assign(new Error('column 1 never varies'), { code: 'constant-column', column: 1 })
  expect(failureOf(error, ['a', 'b']).toJSON()).toEqual({ code: 'constant-column', message: "column 'b' never varies", fields: { column: 'b' } })
  expect(failureOf(new RangeError('toFixed() digits argument must be between 0 and 100'), []).code).toBe('internal')
})
