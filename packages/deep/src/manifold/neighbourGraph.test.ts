import { createRandom } from '@mixtura/numerics'
import { followPhases } from '@mixtura/tensor'
import { expect, it } from 'vitest'
import { neighbourGraph } from './neighbourGraph.js'
import { nearestNeighbours } from './neighbourTree.js'

const unheard = followPhases<'neighbours'>({})

it('gives the nearest neighbour full strength, and joins both views of a pair', async () => {
  // With two neighbours the memberships sum to log2 2 = 1. The nearest has 1, so almost nothing is left for the second.
  const graph = neighbourGraph((await nearestNeighbours({ data: Float64Array.of(0, 1, 3), rows: 3, columns: 1 }, 2, unheard))!)
  const strengthOf = (i: number, j: number): number => graph.strengths[graph.from.findIndex((from, e) => from === i && graph.to[e] === j)]
  expect(strengthOf(0, 1)).toBe(1)
  expect(strengthOf(1, 2)).toBe(1)
  expect(strengthOf(0, 2)).toBeLessThan(1e-5)
})

it('holds every row to log2 k in sum', async () => {
  const random = createRandom(1)
  const data = Float64Array.from({ length: 600 }, () => random.normal())
  const neighbours = (await nearestNeighbours({ data, rows: 200, columns: 3 }, 8, unheard))!
  const graph = neighbourGraph(neighbours)
  expect(graph.strengths.every(strength => strength > 0 && strength <= 1)).toBe(true)
  const pairs = new Set(Array.from(graph.from, (from, e) => `${Math.min(from, graph.to[e])} ${Math.max(from, graph.to[e])}`))
  expect(pairs.size).toBe(graph.from.length)
  // v(i→j) + v(j→i) - v(i→j) v(j→i) over all pairs lies between half and all of the two sums.
  const total = graph.strengths.reduce((sum, strength) => sum + strength, 0)
  expect(total).toBeGreaterThan((200 * Math.log2(8)) / 2 - 1e-6)
  expect(total).toBeLessThan(200 * Math.log2(8) + 1e-6)
})
