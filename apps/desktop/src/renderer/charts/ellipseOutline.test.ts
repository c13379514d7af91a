import { describe, expect, it } from 'vitest'
import { paddedBounds } from './bounds.js'
import { nearestPoint } from './drawing.js'
import { ellipseOutline } from './ellipseOutline.js'

describe('ellipseOutline', () => {
  it('is the circle of radius 2 σ for a round covariance', () => {
    const outline = ellipseOutline({ weight: 1, mean: [3, -1], covariance: [4, 0, 4] }, 2)
    for (let i = 0; i < outline.length; i += 2) expect(Math.hypot(outline[i]! - 3, outline[i + 1]! + 1)).toBeCloseTo(4, 12)
  })

  it('lies at the Mahalanobis distance asked for', () => {
    const [xx, xy, yy] = [2, 0.8, 1]
    const outline = ellipseOutline({ weight: 1, mean: [0, 0], covariance: [xx, xy, yy] }, 1)
    for (let i = 0; i < outline.length; i += 2) {
      const [x, y] = [outline[i]!, outline[i + 1]!]
      expect((yy * x * x - 2 * xy * x * y + xx * y * y) / (xx * yy - xy * xy)).toBeCloseTo(1, 12)
    }
  })

  it('stays finite where the plane shows one column twice', () => {
    expect(ellipseOutline({ weight: 1, mean: [0, 0], covariance: [1, 1, 1] }, 2).every(Number.isFinite)).toBe(true)
    expect(ellipseOutline({ weight: 1, mean: [0, 0], covariance: [0, 0, 1] }, 2).every(Number.isFinite)).toBe(true)
  })
})

describe('paddedBounds', () => {
  it('widens the extent of one axis', () => {
    expect(paddedBounds(Float32Array.of(0, 5, 10, 7), 0, 0.1)).toEqual([-1, 11])
    expect(paddedBounds(new Float32Array(0), 1)).toEqual([0, 1])
  })
})

describe('nearestPoint', () => {
  const frame = { left: 0, top: 0, right: 100, bottom: 100, x: (value: number) => value, y: (value: number) => value }
  const points = { positions: Float32Array.of(10, 10, 14, 10, 90, 90), labels: Uint16Array.of(0, 1, 1), shades: new Float32Array(0) }

  it('finds the visible point closest to the pointer, or none', () => {
    expect(nearestPoint(points, frame, { x: 13, y: 10 }, new Set())).toBe(1)
    expect(nearestPoint(points, frame, { x: 13, y: 10 }, new Set([1]))).toBe(0)
    expect(nearestPoint(points, frame, { x: 50, y: 50 }, new Set())).toBe(-1)
  })
})
