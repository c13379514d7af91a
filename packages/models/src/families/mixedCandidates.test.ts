import { CheckpointMismatchError } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { blobs } from '../testing/tables.js'
import { fitCandidates } from './mixedCandidates.js'

it('resumes a fit of the same cells alone', async () => {
  const { samples } = blobs({ rows: 60, columns: 2, groups: 2 })
  const plan = { columns: [{ kind: 'number' }, { kind: 'number' }], numbers: [1, 2], options: { starts: 1 }, maxIterations: 100 } as const
  let resume = new Uint8Array()
  await fitCandidates(samples, plan, {
    checkpointEvery: 0,
    async report({ phase, checkpoint }) {
      if (phase !== 'candidate') return undefined
      resume = Uint8Array.from(await checkpoint!())
      return 'stop'
    },
  })
  const run = { checkpointEvery: 0, report: async () => undefined, resume }
  const changed = { ...samples, data: samples.data.map((cell, at) => (at === 0 ? cell + 1 : cell)) }
  await expect(fitCandidates(changed, plan, run)).rejects.toThrow(CheckpointMismatchError)
  expect((await fitCandidates(samples, plan, run)).finished).toHaveLength(2)
})
