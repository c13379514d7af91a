import { describe, expect, it } from 'vitest'
import type { ClassProfiles } from '../../contract/classProfiles.js'
import { suggestedNames } from './suggestedNames.js'
import type { Trait } from './traits.js'
import { traitsOfClasses, traitsOfRows } from './traits.js'

const estimates = (...values: readonly number[]) => values.map(estimate => ({ estimate, standardError: null, lower: null, upper: null }))
const share = (...values: readonly number[]) => ({ estimates: estimates(...values), standardDeviation: null, divergence: 0 })
const mean = (value: number, standardDeviation: number) => ({ estimates: estimates(value), standardDeviation, divergence: 0 })

describe('the traits of a group', () => {
  it('are the differences of its means from the other rows, the largest first', () => {
    const profiles = { groups: [{ difference: Float64Array.of(-0.5, 2, Number.NaN, 0) }] } as unknown as Parameters<typeof traitsOfRows>[0]
    expect(traitsOfRows(profiles, ['a', 'b', 'c', 'd'])).toEqual([[{ column: 'b', strength: 2, is: 'high' }, { column: 'a', strength: 0.5, is: 'low' }]])
  })

  it('compare numbers and levels on one scale', () => {
    const profiles: ClassProfiles = {
      columns: [
        { name: 'spend', role: 'number', levels: null, groups: [mean(10, 1), mean(14, 1), mean(14, 1)] },
        { name: 'region', role: 'category', levels: ['north', 'south'], groups: [share(0.75, 0.25), share(0, 1), share(0.5, 0.5)] },
      ],
    }
    const [first] = traitsOfClasses(profiles, [0.5, 0.25, 0.25])
    // d = (10 - 14) / 1; h = 2 asin √.75 - 2 asin √.25 = 2 π / 3 - π / 3.
    expect(first).toEqual([{ column: 'spend', strength: 4, is: 'low' }, { column: 'region', strength: expect.closeTo(Math.PI / 3, 12), is: { level: 'north' } }])
  })

  it('are none for a single group', () => {
    const profiles: ClassProfiles = { columns: [{ name: 'spend', role: 'number', levels: null, groups: [mean(10, 1)] }] }
    expect(traitsOfClasses(profiles, [1])).toEqual([[]])
  })
})

describe('suggested names', () => {
  const phrase = ({ column, is }: Trait): string => (typeof is === 'string' ? `${is} ${column}` : `${column} ${is.level}`)
  const suggest = (...traits: Trait[][]) => suggestedNames(traits, phrase, phrases => phrases.join(', '))
  const high = (column: string, strength: number): Trait => ({ column, strength, is: 'high' })

  it('have the two strongest traits, and a third where two names would be alike', () => {
    expect(suggest([high('a', 3), high('b', 2), high('c', 1)], [high('a', 3), high('b', 2), high('d', 1)], [high('e', 1)])).toEqual([
      'high a, high b, high c', 'high a, high b, high d', 'high e',
    ])
  })

  it('are null for groups without a strong trait, and for those that stay alike', () => {
    expect(suggest([high('a', 0.4)], [high('a', 3)], [high('a', 2)], [{ column: 'b', strength: 1, is: { level: 'x' } }])).toEqual([null, null, null, 'b x'])
  })

  it('are no longer than names may be', () => {
    expect(suggest([high('a'.repeat(200), 3)])[0]).toHaveLength(80)
  })
})
