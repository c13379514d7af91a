import { expect, it } from 'vitest'
import type { Kernels, OpenKernels } from './kernels.js'
import { openReferenceKernels } from './reference.js'
import type { WorkspaceShape } from './workspace.js'
import { createWorkspacePool } from './workspacePool.js'

const shapeOf = (columns: number, components = 1): WorkspaceShape => ({ scatter: 'diagonal', factor: 'diagonal', columns, components })

/** Opens the reference kernels, and counts the workspaces. */
function counting(): { open: OpenKernels; opened: () => number } {
  let opened = 0
  return { open: async shape => (opened++, openReferenceKernels(shape)), opened: () => opened }
}
const itself = (kernels: Kernels): Kernels => kernels

it('gives a small workspace, reset, to the next request for its shape', async () => {
  const { open, opened } = counting()
  const first = await createWorkspacePool(open).use(shapeOf(3), kernels => {
    kernels.workspace.rowWeights.fill(7)
    kernels.workspace.drift.fill(1)
    return kernels
  })
  const again = await createWorkspacePool(open).use(shapeOf(3), itself)
  expect(again).toBe(first)
  expect(again.workspace.rowWeights).toEqual(new Float64Array(256).fill(1))
  expect(again.workspace.drift[4]).toBe(-Infinity)
  await createWorkspacePool(open).use(shapeOf(4), itself)
  expect(await createWorkspacePool(open).use(shapeOf(3), itself)).toBe(first)
  expect(opened()).toBe(2)
})

it('keeps the eight most recent small ones, and never gives one to two passes at once', async () => {
  const { open, opened } = counting()
  const pool = createWorkspacePool(open)
  for (let columns = 1; columns <= 9; columns++) await pool.use(shapeOf(columns), itself)
  await pool.use(shapeOf(2), itself)
  expect(opened()).toBe(9)
  await pool.use(shapeOf(1), itself)
  expect(opened()).toBe(10)
  await pool.use(shapeOf(1), outer => pool.use(shapeOf(1), inner => expect(inner).not.toBe(outer)))
  expect(opened()).toBe(11)
})

it('keeps its most recent large one, even if a pass failed', async () => {
  const { open, opened } = counting()
  const pool = createWorkspacePool(open)
  const large = shapeOf(64, 1000)
  const failure = new Error('pass')
  await expect(pool.use(large, () => Promise.reject(failure))).rejects.toBe(failure)
  const kept = await pool.use(large, itself)
  expect(opened()).toBe(1)
  expect(await createWorkspacePool(open).use(large, itself)).not.toBe(kept)
  await pool.use(shapeOf(64, 1001), itself)
  expect(await pool.use(large, itself)).not.toBe(kept)
  expect(opened()).toBe(4)
})
