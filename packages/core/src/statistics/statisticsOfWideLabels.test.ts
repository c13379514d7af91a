import { describe, expect, it } from 'vitest'
import { createRandom, matrix } from '@mixtura/numerics'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { kernelNames } from '../testing/kernelNames.js'
import { statisticsOfLabels } from './statisticsOfLabels.js'
import { statisticsOfWideLabels } from './statisticsOfWideLabels.js'

describe.each(kernelNames)('statisticsOfWideLabels (%s)', name => {
  it.each([
    { rows: 60, columns: 64, components: 2, directions: 0, weighted: false },
    { rows: 61, columns: 65, components: 3, directions: 2, weighted: false },
    { rows: 300, columns: 66, components: 1, directions: 9, weighted: true },
    { rows: 257, columns: 67, components: 2, directions: 6, weighted: true },
  ])('has the bits of statisticsOfLabels: %o', async ({ rows, columns, components, directions, weighted }) => {
    const random = createRandom(rows)
    const normals = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
    const drawn = {
      samples: matrix(normals(rows * columns), rows, columns),
      ...(weighted && { weights: Float64Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 0 : random.uniform())) }),
    }
    const labels = Int32Array.from({ length: rows }, () => random.integer(components))
    const options = { components, scatter: 'diagonal', directions: directions > 0 ? normals(components * directions * columns) : undefined } as const
    const workspaces = createWorkspacePool(await openKernels(name))
    const expected = statisticsOfLabels(drawn, labels, options)
    expect(await statisticsOfWideLabels(workspaces, drawn, labels, options)).toEqual(expected)
    // A workspace that was used before gives the same.
    expect(await statisticsOfWideLabels(workspaces, drawn, labels, options)).toEqual(expected)
  })
})
