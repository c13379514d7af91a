import { describe, expect, it } from 'vitest'
import { ellipseTransform, planeAround, planeOf, tickText, ticksBetween } from './plane.js'

describe('ticksBetween', () => {
  it.each([
    [0, 10, [0, 2, 4, 6, 8, 10]],
    [-0.12, 0.31, [-0.1, 0, 0.1, 0.2, 0.3]],
    [1210, 1790, [1300, 1400, 1500, 1600, 1700].filter(value => value % 200 === 0)],
  ])('from %d to %d', (minimum, maximum, ticks) => expect(ticksBetween(minimum, maximum)).toEqual(ticks))
})

describe('planeOf', () => {
  it('maps data to the figure and back', () => {
    const { x, y, left, top } = planeOf([0, 100], [-5, 5])
    expect(x.to(x.minimum)).toBe(left)
    expect(y.to(y.maximum)).toBeCloseTo(top, 10)
    expect(x.from(x.to(42))).toBeCloseTo(42, 10)
  })

  it('has equal units on request', () => {
    const { x, y } = planeOf([0, 1], [0, 4], { equalUnits: true })
    expect(x.to(1) - x.to(0)).toBeCloseTo(y.to(0) - y.to(1), 10)
    expect((x.minimum + x.maximum) / 2).toBeCloseTo(0.5, 10)
  })

  it('has room around a single value', () => expect(planeOf([3], [3]).x.ticks).toContain(3))
})

describe('ellipseTransform', () => {
  it('carries the unit circle to the ends of the axes', () => {
    const plane = planeOf([0, 10], [0, 100])
    const [a, b, c, d, e, f] = ellipseTransform(plane, { centre: [4, 50], semiAxes: [3, 2], angle: Math.PI / 2 }).slice('matrix('.length, -1).split(' ').map(Number) as [number, number, number, number, number, number]
    // The point (1, 0) of the circle is the end of the major axis, which points up.
    expect(a + e).toBeCloseTo(plane.x.to(4), 1)
    expect(b + f).toBeCloseTo(plane.y.to(53), 1)
    expect(c + e).toBeCloseTo(plane.x.to(2), 1)
    expect(d + f).toBeCloseTo(plane.y.to(50), 1)
  })
})

describe('tickText', () => {
  it('writes minus and thousands', () => expect([-1500, 0.25].map(tickText)).toEqual(['−1,500', '0.25']))
})

describe('planeAround', () => {
  it('holds the ends of a turned ellipse', () => {
    const { x, y } = planeAround([[0, 0, 3]], [{ label: 0, centre: [1, 2], semiAxes: [4, 1], angle: Math.PI / 2 }])
    expect([x.minimum, x.maximum].map(value => Number(value.toFixed(2)))).toEqual([-0.12, 2.12])
    expect(y.minimum).toBeLessThan(-2)
    expect(y.maximum).toBeGreaterThan(6)
  })
})
