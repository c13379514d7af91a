// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { noiseLabel } from '../../../contract/results.js'
import { colourChannels, groupColour, plainPointColour, rampColour } from '../../theme/palette.js'
import { nearestPoint } from '../drawing.js'
import { crowding } from './crowding.js'
import { labelLooks, rampRow } from './layerColours.js'
import { PointLayer } from './pointLayer.js'

const none: ReadonlySet<number> = new Set()

describe('crowding', () => {
  it('is the number of points on a unit of area, for points that are spread evenly', () => {
    // 192 x 192 points, one in each cell of a square with sides of 2: 192² / 4 on a unit.
    const side = 192
    const positions = Float32Array.from({ length: 2 * side * side }, (_, at) => (((at % 2 === 0 ? (at / 2) % side : Math.floor(at / 2 / side)) + 0.5) * 2) / side)
    expect(crowding(positions, [0, 2], [0, 2])).toBeCloseTo((side * side) / 4, 6)
  })

  it('is that of the dense place if most points are there, and not that of a few outliers', () => {
    const dense = Float32Array.from({ length: 2000 }, () => 0.1)
    const outliers = Float32Array.of(9.9, 9.9, 9.9, 0.1)
    expect(crowding(Float32Array.of(...dense, ...outliers), [0, 10], [0, 10])).toBeCloseTo((1000 * 192 ** 2) / 100, 3)
  })
})

describe('the colours of labels', () => {
  const look = { theme: 'light', focused: null, hidden: none } as const
  it('are those of the palette, and of points without a group at the end', () => {
    const bytes = labelLooks(2, look, noiseLabel)
    expect([...bytes]).toEqual([...colourChannels(groupColour('light', 0)), 255, ...colourChannels(groupColour('light', 1)), 255, ...colourChannels(plainPointColour.light), 255])
  })

  it('hide groups, and dim all but the highlighted one', () => {
    const strengths = (bytes: Uint8Array): number[] => [...bytes].filter((_, at) => at % 4 === 3)
    expect(strengths(labelLooks(2, { ...look, hidden: new Set([1]) }, noiseLabel))).toEqual([255, 0, 255])
    expect(strengths(labelLooks(2, { ...look, focused: 0 }, noiseLabel))).toEqual([255, 5, 5])
    expect(strengths(labelLooks(2, { ...look, hidden: new Set([noiseLabel]) }, noiseLabel))).toEqual([255, 255, 0])
  })

  it('have the whole ramp', () => {
    const bytes = rampRow('dark')
    expect([...bytes.subarray(0, 3)]).toEqual(colourChannels(rampColour('dark', 0)))
    expect([...bytes.subarray(-4, -1)]).toEqual(colourChannels(rampColour('dark', 1)))
  })
})

it('finds the nearest point in a frame whose y axis points up, whatever the units', () => {
  const points = { positions: Float32Array.of(1e6, 0, 1e6 + 1, 1, 1e6 + 2, 0), labels: Uint16Array.of(0, 1, 0), shades: new Float32Array(0) }
  const frame = { left: 0, top: 0, right: 100, bottom: 100, x: (value: number) => (value - 1e6) * 50, y: (value: number) => 100 - value * 100 }
  expect(nearestPoint(points, frame, { x: 52, y: 3 }, none)).toBe(1)
  expect(nearestPoint(points, frame, { x: 52, y: 3 }, new Set([1]))).toBe(-1)
  expect(nearestPoint(points, frame, { x: 99, y: 99 }, none)).toBe(2)
})

it('is not drawn where there is no WebGL2', () => {
  expect(PointLayer.isSupported()).toBe(false)
  expect(PointLayer.on(document.createElement('canvas'), () => undefined)).toBe(null)
})
