import { describe, expect, it } from 'vitest'
import { kernelNames } from '../testing/kernelNames.js'
import { loadBlock } from './loadBlock.js'
import { openKernels } from './openKernels.js'
import { blockRows } from './workspace.js'

describe('loadBlock', () => {
  it.each(kernelNames)('loads the existing rows of a block in the order of their labels (%s)', async name => {
    const kernels = await (await openKernels(name))({ scatter: 'diagonal', factor: 'diagonal', columns: 2, components: 3 })
    const { workspace } = kernels
    const data = Float32Array.from({ length: 2 * (blockRows + 4) }, (_, i) => i)
    const samples = { data, rows: blockRows + 4, columns: 2 }
    expect(loadBlock(kernels, samples, 0)).toBe(blockRows)
    expect(Array.from(workspace.samples.subarray(0, 4))).toEqual([0, 1, 2, 3])
    const labels = new Int32Array(blockRows + 4)
    labels.set([2, 0, 7, 2], blockRows)
    const otherBounds = new Float32Array(blockRows + 4).fill(-1, blockRows)
    expect(loadBlock(kernels, samples, blockRows, { labels, otherBounds })).toBe(4)
    expect(Array.from(workspace.otherBounds.subarray(0, 4))).toEqual([-1, -1, -1, -1])
    expect(Array.from(workspace.rowAtPosition.subarray(0, 4))).toEqual([1, 2, 0, 3]) // a label that is no component counts as 0
    expect(Array.from(workspace.labelStarts.subarray(0, 4))).toEqual([0, 2, 2, 4])
    const origin = 2 * blockRows
    expect(Array.from(workspace.groupedSamples.subarray(0, 4))).toEqual([origin + 2, origin + 4, origin, origin + 6])
    expect(Array.from(workspace.groupedSamples.subarray(8, 12))).toEqual([origin + 3, origin + 5, origin + 1, origin + 7])
  })
})
