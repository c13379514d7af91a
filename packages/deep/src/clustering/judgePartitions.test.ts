import { describe, expect, it } from 'vitest'
import { choose, judgePartitions } from './judgePartitions.js'

describe('what is kept', () => {
  it('is the refined partition while neighbours agree in it about as much', () => {
    expect(choose({ partition: 0.9, refined: 0.95 }, undefined)).toEqual({
      kept: 'refined',
      reason: 'refinement kept the agreement of neighbours (0.900 before, 0.950 after)',
    })
    expect(choose({ partition: 0.9, refined: 0.89 }, undefined).kept).toBe('refined')
  })

  it('is the first partition where they agree less', () => {
    expect(choose({ partition: 0.9, refined: 0.88 }, undefined)).toEqual({
      kept: 'partition',
      reason: 'refinement lowered the agreement of neighbours (0.900 before, 0.880 after)',
    })
    expect(choose({ partition: 0.9 }, undefined)).toEqual({ kept: 'partition', reason: 'there was no refinement' })
  })

  it('is a mixture of the columns that explains the rows, however neighbours agree', () => {
    expect(choose({ plain: 0.7, partition: 0.9, refined: 0.9 }, 0.1)).toEqual({
      kept: 'plain',
      reason: 'a mixture of the columns explains the rows (misfit of 0.100 nats per row)',
    })
  })

  it('is otherwise that mixture unless neighbours agree clearly more without it', () => {
    expect(choose({ plain: 0.89, partition: 0.9, refined: 0.9 }, 2)).toEqual({
      kept: 'plain',
      reason: "neighbours do not agree clearly more in the network's partition than in that of a mixture of the columns (0.900 against 0.890)",
    })
    expect(choose({ plain: 0.89, partition: 0.93, refined: 0.93 }, 2).kept).toBe('refined')
    expect(choose({ plain: 0.89, partition: 0.93, refined: 0.93 }, undefined).kept).toBe('plain')
    expect(choose({ plain: 0.89, partition: 0.95, refined: 0.9 }, undefined)).toEqual({
      kept: 'partition',
      reason:
        'neighbours agree more than in the partition of a mixture of the columns (0.950 against 0.890), and ' +
        'refinement lowered the agreement of neighbours (0.950 before, 0.900 after)',
    })
  })
})

it('compares partitions by the neighbours of the rows, and keeps the last one if that is asked for', async () => {
  const rows = 40
  const matrix = { data: Float64Array.from({ length: rows }, (_, row) => row + (row < 20 ? 0 : 100)), rows, columns: 1 }
  const right = Int32Array.from({ length: rows }, (_, row) => (row < 20 ? 0 : 1))
  const wrong = Int32Array.from({ length: rows }, (_, row) => row % 2)
  const judged = { labels: { partition: right, refined: wrong }, matrix, scale: { offset: 0, factor: 1 }, seed: 1 }
  const best = await judgePartitions({ ...judged, keep: 'best' })
  expect(best.kept).toBe('partition')
  expect(best.candidates.map(({ name }) => name)).toEqual(['partition', 'refined'])
  expect(best.candidates[0].agreement).toBe(1)
  const last = await judgePartitions({ ...judged, keep: 'last' })
  expect(last.kept).toBe('refined')
  expect(last.reason).toBe(`keep: 'last' asks for it; otherwise 'partition': ${best.reason}`)
})
