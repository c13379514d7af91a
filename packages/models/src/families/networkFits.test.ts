import { expect, it } from 'vitest'
import type { FitRun, StepReport } from '../running/fitReporter.js'
import { followNetwork } from './networkFits.js'

const samples = { data: Float64Array.of(1, 2, 3, 4), rows: 2, columns: 2 }
const view = async () => ({ kind: 'samples', samples }) as const

/** The reports of epochs, and what each draws if it is due. */
function recordingRun(): { readonly run: FitRun; readonly reports: StepReport[] } {
  const reports: StepReport[] = []
  return {
    reports,
    run: {
      checkpointEvery: 0,
      async report(report) {
        reports.push(report)
        return undefined
      },
    },
  }
}

it('passes on the metrics that have a name, and the number of epochs', async () => {
  const { run, reports } = recordingRun()
  const { onProgress } = followNetwork(run, { training: { loss: 'trainingLoss' }, refit: {} })
  await onProgress({ phase: 'training', epoch: 1, epochs: 3, metrics: { loss: 0.5, norm: 2 } })
  await onProgress({ phase: 'refit', epoch: 2, metrics: { loss: 0.25 } })
  expect(reports).toEqual([
    { phase: 'training', step: 1, steps: 3, metrics: { trainingLoss: 0.5 } },
    { phase: 'refit', step: 2, steps: null, metrics: {} },
  ])
})

it('draws at the beginning of a phase, not at once again', async () => {
  const { run, reports } = recordingRun()
  const { onProgress } = followNetwork(run, { pretraining: {}, training: {} })
  for (const [phase, epoch] of [['pretraining', 1], ['pretraining', 2], ['training', 1]] as const) await onProgress({ phase, epoch, metrics: {}, view })
  const pictures: unknown[] = []
  for (const { picture } of reports) pictures.push(await picture?.())
  expect(pictures).toEqual([{ kind: 'samples', samples }, null, { kind: 'samples', samples }])
})

it('draws samples as images where the rows of the table are images', async () => {
  const { run, reports } = recordingRun()
  await followNetwork(run, { training: {} }, { imageShape: [1, 2, 1] }).onProgress({ phase: 'training', epoch: 1, metrics: {}, view })
  expect(await reports[0].picture?.()).toEqual({ kind: 'images', images: samples, shape: [1, 2, 1] })
})
