import { callback, choice, count, flag, nonNegative, numberIn, optional, record, requireObject, signal, text, type Reader } from '@mixtura/numerics/validation'
import type { CheckpointStore } from '../checkpoint/checkpointStore.js'
import { clipNorm } from '../optimizers/clipNorm.js'
import { learningRate } from '../optimizers/learningRate.js'
import type { EarlyStopOptions } from './earlyStop.js'
import type { CheckpointOptions, EpochRecord, StepRecord } from './trainingPlan.js'

const checkpointStore: Reader<CheckpointStore> = (name, value) => {
  requireObject(`option ${name}`, value, {
    what: 'a store of checkpoints',
    fields: { write: 'function', read: 'function', remove: 'function', names: 'function' },
    remedy: 'Pass for example memoryCheckpointStore().',
  })
  return value as CheckpointStore
}

/** Readers of the options that the trainings of all models share. */
export const trainingReaders = {
  learningRate,
  clipNorm,
  signal,
  onStep: callback<(record: StepRecord) => void | 'stop' | Promise<void | 'stop'>>(),
  onEpoch: callback<(record: EpochRecord) => void | 'stop' | Promise<void | 'stop'>>(),
  stopEarly: record<EarlyStopOptions>({
    metric: text('loss'),
    patience: count(1),
    minimumGain: optional(numberIn({ example: 'minimumGain: 1e-3' })),
    better: optional(choice(['lower', 'higher'])),
  }),
  checkpointStore,
  checkpoints: record<CheckpointOptions>({
    store: checkpointStore,
    name: optional(text('training')),
    everySteps: optional(count(1)),
    everySeconds: optional(nonNegative(2)),
    everyEpochs: optional(count(1)),
    resume: optional(flag),
  }),
} as const satisfies Readonly<Record<string, Reader<unknown>>>
