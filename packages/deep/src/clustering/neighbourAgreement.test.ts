import { createRandom } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { neighbourAgreement, probeNeighbours } from './neighbourAgreement.js'

const plain = { offset: 0, factor: 1 }
/** Two groups of 11 numbers, 100 apart: the 10 neighbours of a row are the others of its group. */
const twoGroups = { data: Float64Array.from({ length: 22 }, (_, row) => (row % 11) + (row < 11 ? 0 : 100)), rows: 22, columns: 1 }

it('finds the nearest rows, whatever the order in which they are met', async () => {
  const { probes, neighbours, distances, perRow } = await probeNeighbours({ data: Float64Array.of(0, 1, 3, 7), rows: 4, columns: 1 }, { scale: plain, seed: 5 })
  expect(perRow).toBe(3)
  expect(Array.from(probes).sort()).toEqual([0, 1, 2, 3])
  const at = probes.indexOf(1)
  expect(Array.from(neighbours.subarray(3 * at, 3 * at + 3))).toEqual([0, 2, 3])
  expect(Array.from(distances.subarray(3 * at, 3 * at + 3))).toEqual([1, 2, 6])
})

it('takes distances between scaled rows', async () => {
  const rows = { data: Float64Array.of(0, 0, 1, 0, 0, 4), rows: 3, columns: 2 }
  const { probes, neighbours } = await probeNeighbours(rows, { scale: { offset: 0, factor: [10, 1] }, seed: 1 })
  expect(neighbours[2 * probes.indexOf(0)]).toBe(2)
})

it('is 1 where neighbours share a cluster, 0 for one cluster, and below 0 where neighbours part', async () => {
  const neighbours = await probeNeighbours(twoGroups, { scale: plain, seed: 1 })
  expect(neighbourAgreement(Int32Array.from({ length: 22 }, (_, row) => (row < 11 ? 0 : 1)), neighbours)).toBe(1)
  expect(neighbourAgreement(new Int32Array(22), neighbours)).toBe(0)
  // One row is alone in its cluster: of 220 neighbours 20 disagree; by chance a share of 1 - (21² + 1) / 22² would.
  const one = Int32Array.from({ length: 22 }, (_, row) => (row === 0 ? 1 : 0))
  expect(neighbourAgreement(one, neighbours)).toBeCloseTo(1 - (20 / 220) / (1 - 442 / 484), 12)
})

it('is near 0 for labels at random', async () => {
  const random = createRandom(3)
  const rows = { data: Float64Array.from({ length: 1200 }, () => random.normal()), rows: 600, columns: 2 }
  const neighbours = await probeNeighbours(rows, { scale: plain, seed: 1 })
  // 6,000 pairs of three equal clusters: the standard error of the share is .006, of the coefficient .009.
  expect(Math.abs(neighbourAgreement(Int32Array.from({ length: 600 }, () => random.integer(3)), neighbours))).toBeLessThan(0.05)
})

it('is not told by the order of the probes of a set that is larger than they are', async () => {
  const rows = 3000
  const data = Float64Array.from({ length: rows }, (_, row) => row)
  const { probes } = await probeNeighbours({ data, rows, columns: 1 }, { scale: plain, seed: 2 })
  expect(probes.length).toBe(1000)
  expect(new Set(probes).size).toBe(1000)
})
