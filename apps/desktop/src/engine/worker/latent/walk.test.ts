import { GaussianMixture } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import type { Plane } from '../../plane.js'
import { placeOfPoint } from './placeOfPoint.js'
import { placesOfWalk, type WalkedSpace } from './walk.js'

const axis = (...direction: number[]): Plane['x'] => ({ label: '', direction: Float64Array.from(direction), offset: 0 })
const plane: Plane = { x: axis(1, 0), y: axis(0, 1), z: null, explained: null, fill: null }
const spaceOf = (mixture: GaussianMixture, own: Plane = plane): WalkedSpace => ({ mixture, plane: own, placeOfRow: async row => Float64Array.of(row, 2 * row) })

/** Two round components, and a bridge above the straight line between them. */
const bridged = GaussianMixture.fromParameters({
  covarianceType: 'diag', weights: [0.4, 0.35, 0.25], means: [[-4, 0], [4, 0], [0, 3]], covariances: [[1, 1], [1, 1], [4, 0.5]],
})
const indexOf = (mean: readonly number[]): number => [0, 1, 2].find(k => bridged.componentMean(k).every((value, i) => value === mean[i]))!
const ends = { from: { kind: 'component', component: indexOf([-4, 0]) }, to: { kind: 'component', component: indexOf([4, 0]) } } as const

describe('a walk between two places', () => {
  it('has equal steps on the straight line, the ends included', async () => {
    const { data, rows } = await placesOfWalk({ kind: 'between', ...ends, along: 'line' }, 5, spaceOf(bridged))
    expect([rows, ...data]).toEqual([5, -4, 0, -2, 0, 0, 0, 2, 0, 4, 0])
  })

  it('keeps to where rows are if it goes along the density', async () => {
    const walk = { kind: 'between', ...ends, along: 'density' } as const
    const path = await placesOfWalk(walk, 11, spaceOf(bridged))
    expect([...path.data.subarray(0, 2), ...path.data.subarray(20)]).toEqual([-4, 0, 4, 0])
    const line = await placesOfWalk({ ...walk, along: 'line' }, 11, spaceOf(bridged))
    const lowest = async (places: typeof path): Promise<number> => Math.min(...(await bridged.logDensity(places)))
    // ln p at the middle of the straight line is about -9; the bridge passes at about -5.
    expect(await lowest(path)).toBeGreaterThan((await lowest(line)) + 1)
    expect(path.data[11]).toBeGreaterThan(1)
    const lengths = Array.from({ length: 10 }, (_, at) => Math.hypot(path.data[2 * at + 2]! - path.data[2 * at]!, path.data[2 * at + 3]! - path.data[2 * at + 1]!))
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.2)
  })

  it('goes from rows and points', async () => {
    const walk = { kind: 'between', from: { kind: 'row', row: 3 }, to: { kind: 'point', x: 1, y: -1 }, along: 'line' } as const
    const { data } = await placesOfWalk(walk, 2, spaceOf(bridged))
    expect(data[0]).toBe(3)
    expect(data[1]).toBe(6)
    expect(data[2]).toBeCloseTo(1, 12)
    expect(data[3]).toBeCloseTo(-1, 12)
  })

  it('refuses a component that there is not, and a path along the density of long codes', async () => {
    await expect(placesOfWalk({ kind: 'between', ...ends, from: { kind: 'component', component: 3 }, along: 'line' }, 3, spaceOf(bridged))).rejects.toThrow(
      'component must be below 3, the number of components, but it is 3.',
    )
    const wide = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [new Array<number>(200).fill(0)], covariances: [1] })
    const there = { kind: 'component', component: 0 } as const
    await expect(placesOfWalk({ kind: 'between', from: there, to: there, along: 'density' }, 3, spaceOf(wide))).rejects.toThrow(
      'walk.along must be line for places of more than 128 numbers, but it is density, and the places have 200. Walk on the straight line.',
    )
  })
})

it('walks along a principal axis of a component, by its standard deviations', async () => {
  const long = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: [[5, 1]], covariances: [[4, 9]] })
  const { data } = await placesOfWalk({ kind: 'axis', component: 0, axis: 0, deviations: 2 }, 3, spaceOf(long))
  expect([...data].map(value => Math.abs(value - 1)).filter((_, at) => at % 2 === 1)).toEqual([6, 0, 6])
  expect(data[0]).toBeCloseTo(5, 12)
  const second = await placesOfWalk({ kind: 'axis', component: 0, axis: 1, deviations: 1 }, 3, spaceOf(long))
  expect(Math.abs(second.data[0]! - 5)).toBeCloseTo(2, 12)
  await expect(placesOfWalk({ kind: 'axis', component: 0, axis: 2, deviations: 1 }, 3, spaceOf(long))).rejects.toThrow('walk.axis must be below 2, the number of axes, but it is 2.')
})

describe('the place of a point', () => {
  it('has the coordinates that the plane does not show as the nearest component expects them', () => {
    // Cov(x, z) = 0.8: E[z | x] = 10 + 0.8 (x - 1).
    const covariance = [[1, 0, 0.8], [0, 1, 0], [0.8, 0, 1]]
    const mixture = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.5, 0.5], means: [[1, 0, 10], [50, 0, -10]], covariances: [covariance, covariance] })
    const place = placeOfPoint(mixture, { ...plane, x: axis(1, 0, 0), y: axis(0, 1, 0) }, [2, 0.5])
    expect([...place].map(value => Number(value.toFixed(10)))).toEqual([2, 0.5, 10.8])
  })

  it('of codes of one number is that number', () => {
    const line = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: [[2]], covariances: [[3]] })
    expect(placeOfPoint(line, { ...plane, x: axis(1), y: axis(0) }, [7, 5])[0]).toBeCloseTo(7, 12)
  })
})
