import { ConstantColumnError, DependentColumnsError, TooFewRowsError } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { toStudioError } from '../contract/toStudioError.js'
import { withColumnName } from './withColumnName.js'

describe('withColumnName', () => {
  it('names the column that core counts', () => {
    const error = withColumnName(toStudioError(new ConstantColumnError(1, 3)), ['height', 'width'])
    expect(error.message).toMatch(/^column 'width' is constant \(every value is 3\)/)
    expect(error.fields).toEqual({ column: 'width', value: 3 })
    expect(error.code).toBe('constant-column')
  })

  it('names a dependent column', () => {
    const error = withColumnName(toStudioError(new DependentColumnsError(0, 10, 2)), ['a', 'b'])
    expect(error.message).toMatch(/^column 'a' is a linear combination/)
  })

  it('leaves failures without a column as they are', () => {
    const error = toStudioError(new TooFewRowsError(1, 2, 2))
    expect(withColumnName(error, ['a'])).toBe(error)
  })
})
