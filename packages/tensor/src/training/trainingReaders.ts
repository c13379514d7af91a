import { InvalidOptionError } from '@mixtura/core'
import { callback, choice, count, flag, numberIn, optional, record, requireObject, signal, text, type Reader } from '@mixtura/core/validation'
import type { CheckpointStore } from '../checkpoint/checkpointStore.js'
import type { LearningRate } from '../optimizers/learningRate.js'
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

const learningRate: Reader<LearningRate> = (name, value) => {
  if (typeof value === 'function') return value as LearningRate
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value
  throw new InvalidOptionError(name, 'a finite number of at least 0, or a function of the step', value, `Pass for example ${name}: 1e-3.`)
}

/** Readers of the options that trainings of any model have in common. */
export const trainingReaders = {
  learningRate,
  /** Infinity never clips. */
  clipNorm: (name, value) => {
    if (typeof value === 'number' && value > 0) return value
    throw new InvalidOptionError(name, 'a number above 0', value, `Pass for example ${name}: 1.`)
  },
  signal,
  onStep: callback<(record: StepRecord) => void | 'stop' | Promise<void | 'stop'>>(),
  onEpoch: callback<(record: EpochRecord) => void | 'stop' | Promise<void | 'stop'>>(),
  stopEarly: record<EarlyStopOptions>({
    metric: text('loss'),
    patience: count(1),
    minimumGain: optional(numberIn({ example: 'minimumGain: 1e-3' })),
    better: optional(choice(['lower', 'higher'])),
  }),
  checkpoints: record<CheckpointOptions>({
    store: checkpointStore,
    name: optional(text('training')),
    everySteps: optional(count(1)),
    everyEpochs: optional(count(1)),
    resume: optional(flag),
  }),
} as const satisfies Readonly<Record<string, Reader<unknown>>>
