import { describe, expect, it } from 'vitest'
import type { Scatter } from '../../contract/results.js'
import { codePoints, plotPoints, shadeRange, shades } from './plotPoints.js'

const none = new Float32Array(0)
const scatter: Scatter = {
  xLabel: 'x', yLabel: 'y', explained: null, positions: new Float32Array(6), rows: Uint32Array.of(0, 1, 2), labels: Uint16Array.of(0, 1, 1),
  uncertainty: Float32Array.of(0, 0.25, 0.5), densities: Float32Array.of(-1, -3, -Infinity), scores: none, ellipses: [], total: 3,
}

describe('plotPoints', () => {
  it('has no shades where points are coloured by their groups, or the model cannot say', () => {
    for (const mode of ['group', 'score'] as const) expect(plotPoints(scatter, mode, 2)).toMatchObject({ points: { shades: none }, range: null })
  })

  it('shades uncertainty up to the largest that K groups can have', () => {
    expect(plotPoints(scatter, 'uncertainty', 2)).toMatchObject({ points: { shades: Float32Array.of(0, 0.5, 1) }, range: { low: 0, high: 0.5 } })
  })

  it('shades rare rows most', () => {
    expect(plotPoints(scatter, 'density', 2)).toMatchObject({ points: { shades: Float32Array.of(0, 1, 1) }, range: { low: -1, high: -3 } })
  })
})

describe('shades', () => {
  it('puts what is beyond the ends at an end, and what is no number with the unusual', () => {
    expect(shades(Float32Array.of(-9, 5, 99, Number.NaN), 0, 10)).toEqual(Float32Array.of(0, 0.5, 1, 1))
    expect(shades(Float32Array.of(3, 3), 3, 3)).toEqual(Float32Array.of(0, 0))
  })

  it('spans most values, whatever the tails', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => (i === 1000 ? 1e9 : i))
    expect(shadeRange(values)).toEqual({ low: 10, high: 990 })
    expect(shadeRange(none)).toEqual({ low: 0, high: 0 })
  })
})

it('draws codes of one number as a strip', () => {
  const axis = (n: number): string => `Code ${n}`
  const codes = { positions: new Float32Array(4), rows: Uint32Array.of(4, 5), explained: null }
  expect(codePoints({ ...codes, dimensions: 1 }, 'group', 0, axis).points).toMatchObject({ xLabel: 'Code 1', yLabel: 'Code 1', total: 2 })
  expect(codePoints(codes, 'group', 0, axis).points).toMatchObject({ xLabel: 'Code 1', yLabel: 'Code 2' })
})
