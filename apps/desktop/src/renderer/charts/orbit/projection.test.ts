import { describe, expect, it } from 'vitest'
import { approached, boxOf, outlineOf, placeOf, placesOf, projectionOf, startCamera, turned } from './projection.js'
import type { Box } from './projection.js'

const cube: Box = [[-1, 1], [-1, 1], [-1, 1]]
const size = { width: 200, height: 100 }
const perUnit = 100 / (2 * Math.sqrt(3))

describe('the projection', () => {
  it('shows the first axis to the right and the third upwards from the front', () => {
    const front = projectionOf(cube, { yaw: 0, pitch: 0, zoom: 1 }, size)
    expect(placeOf(front, [0, 0, 0])).toEqual([100, 50, 0])
    const [right, , near] = placeOf(front, [1, 0, 0])
    expect(right).toBeCloseTo(100 + perUnit, 12)
    expect(near).toBeCloseTo(0, 12)
    expect(placeOf(front, [0, 0, 1])[1]).toBeCloseTo(50 - perUnit, 12)
    // The second axis points away from the viewer.
    expect(placeOf(front, [0, 1, 0])[2]).toBeCloseTo(-1 / Math.sqrt(3), 12)
  })

  it('shows the second axis upwards from above', () => {
    const above = projectionOf(cube, { yaw: 0, pitch: Math.PI / 2, zoom: 1 }, size)
    expect(placeOf(above, [0, 1, 0])[1]).toBeCloseTo(50 - perUnit, 12)
    expect(placeOf(above, [0, 0, 1])[2]).toBeCloseTo(1 / Math.sqrt(3), 12)
  })

  it('keeps every corner in the picture, however the box is turned', () => {
    for (let yaw = -3; yaw < 3; yaw += 0.37) for (let pitch = -1.5; pitch < 1.5; pitch += 0.29) {
      const map = projectionOf(cube, { yaw, pitch, zoom: 1 }, size)
      for (const x of [-1, 1]) for (const y of [-1, 1]) for (const z of [-1, 1]) {
        const [left, top, near] = placeOf(map, [x, y, z])
        expect(Math.hypot(left - 100, top - 50)).toBeLessThanOrEqual(50 + 1e-9)
        expect(Math.abs(near)).toBeLessThanOrEqual(1 + 1e-9)
      }
    }
  })

  it('has the outline of an ellipsoid as the ellipse of the projected covariance', () => {
    const map = projectionOf([[0, 4], [0, 4], [0, 4]], { yaw: 0.7, pitch: 0.3, zoom: 2 }, size)
    // A ball is a circle from everywhere: its standard deviation times pixels per unit.
    const ball = { weight: 1, mean: [2, 2] as [number, number], covariance: [9, 0, 9] as [number, number, number], third: { mean: 2, covariance: [0, 0, 9] as [number, number, number] } }
    const { mean, covariance } = outlineOf(map, ball)
    const variance = 9 * ((2 * perUnit) / 2) ** 2
    expect(mean[0]).toBeCloseTo(100, 10)
    expect(covariance[0]).toBeCloseTo(variance, 8)
    expect(covariance[1]).toBeCloseTo(0, 8)
    expect(covariance[2]).toBeCloseTo(variance, 8)
  })

  it('places many points as it places one', () => {
    const map = projectionOf(cube, startCamera, size)
    const places = placesOf(map, { positions: Float32Array.of(0.5, -0.25, 1, 1), third: { label: 'z', depths: Float32Array.of(0.75, -1), explained: null } })
    const [first, second] = [placeOf(map, [0.5, -0.25, 0.75]), placeOf(map, [1, 1, -1])]
    ;[first[0], first[1], second[0], second[1]].forEach((value, at) => { expect(places[at]).toBeCloseTo(value, 4) })
  })
})

it('has a box of the points, and a cube if the units are equal', () => {
  const points = { positions: Float32Array.of(0, 10, 4, 12), third: { label: 'z', depths: Float32Array.of(-1, 0), explained: null }, explained: null }
  expect(boxOf(points)).toEqual([[0, 4], [10, 12], [-1, 0]])
  expect(boxOf({ ...points, explained: [0.5, 0.3] })).toEqual([[0, 4], [9, 13], [-2.5, 1.5]])
})

it('stops above and below, and at the limits of the zoom', () => {
  expect(turned(startCamera, { yaw: 1, pitch: 9 })).toEqual({ yaw: startCamera.yaw + 1, pitch: Math.PI / 2, zoom: 1 })
  expect(approached(startCamera, 1000).zoom).toBe(50)
  expect(approached(startCamera, 0.001).zoom).toBe(0.5)
})
