import { expect, it } from 'vitest'
import type { ColumnSummary, DatasetSummary } from '../../contract/dataset.js'
import { chosenFrom, needsLevels, roleOf, roleRequests, wordsFor } from './roleChoice.js'

const column = (name: string, type: ColumnSummary['type'], proposed: NonNullable<ColumnSummary['proposal']>['role'], distinct = 5): ColumnSummary => ({
  name, type, detectedType: type, role: 'feature', missing: 0, nonFinite: 0, distinct, minimum: null, maximum: null, mean: null, standardDeviation: null,
  proposal: { role: proposed, reason: 'few-levels', alternatives: [] },
})
const dataset = {
  columns: [column('spend', 'number', 'number'), column('size', 'category', 'category'), column('member', 'boolean', 'binary', 2), column('joined', 'date', null), column('remark', 'text', null)],
} as unknown as DatasetSummary

it('takes the proposed roles, and leaves out columns without one', () => {
  expect(roleRequests(dataset, {})).toEqual({ spend: { role: 'number' }, size: { role: 'category' }, member: { role: 'binary' } })
})

it('takes what a person chooses', () => {
  const chosen = { spend: { word: 'none' }, size: { word: 'ordinal', levels: ['small', 'large'] }, joined: { word: 'month' }, remark: { word: 'category' } } as const
  const requests = { size: { role: 'ordinal', levels: ['small', 'large'] }, member: { role: 'binary' }, joined: { role: 'ordinal', date: 'month' }, remark: { role: 'category' } } as const
  expect(roleRequests(dataset, chosen)).toEqual(requests)
  // An earlier fit gives its choices back.
  expect(roleRequests(dataset, chosenFrom(dataset, roleRequests(dataset, chosen)))).toEqual(requests)
})

it('offers what the type of a column allows, and forgets a choice that it no longer allows', () => {
  expect(wordsFor(dataset.columns[4]!)).toEqual(['none', 'category'])
  expect(wordsFor(dataset.columns[0]!)).not.toContain('binary')
  expect(roleOf(dataset.columns[0]!, { spend: { word: 'month' } })).toEqual({ word: 'number' })
})

it('asks for the order of words alone', () => {
  expect(needsLevels(dataset.columns[1]!, { word: 'ordinal' })).toBe(true)
  expect(needsLevels(dataset.columns[0]!, { word: 'ordinal' })).toBe(false)
})
