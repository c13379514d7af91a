import { expect, it } from 'vitest'
import { restoreUtilPredicates } from './nodeUtilShim.js'

it('puts back what Node 23 removed', () => {
  const util: Record<string, unknown> = {}
  restoreUtilPredicates(util)
  const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>
  expect([null, undefined, 0, ''].map(value => isNullOrUndefined!(value))).toEqual([true, true, false, false])
  expect(isArray!([])).toBe(true)
})

it('leaves alone what is there', () => {
  const isArray = () => true
  const util: Record<string, unknown> = { isArray }
  restoreUtilPredicates(util)
  expect(util['isArray']).toBe(isArray)
})
