import { createRandom, InvalidOptionError, ShapeError, type Random } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { firstNonFinitePlace } from '../checkpoint/variableArrays.js'
import { afterEpoch, type EarlyStopOptions } from './earlyStop.js'
import { namedDeviceError } from './deviceMemory.js'
import { createLeakWatch } from './leakWatch.js'
import { createMetricReader } from './metricReader.js'
import { createPause } from './pause.js'
import { addMetrics, meansOf, noMeans } from './runningMeans.js'
import { restoreTraining, trainingCheckpoint } from './trainingCheckpoint.js'
import { NonFiniteTrainingError } from './trainingErrors.js'
import { atTheStart } from './trainingProgress.js'
import type { EpochRecord, TrainingEnd, TrainingPlan, TrainingRun } from './trainingPlan.js'

/**
 * The one training loop: takes a batch, takes a step, reports it, until the epochs or steps are done, nothing more is
 * gained, a callback answers 'stop' or the signal aborts. Models differ only in their step.
 *
 * A run that stopped after s steps and is resumed from its checkpoint ends with the same bits, on the same
 * backend, as one that never stopped, provided that batches and steps draw from the generators that they are given.
 *
 * Metrics are read several steps at a time, without making the device wait.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this run.
 * @throws {NonFiniteTrainingError} if a metric or a parameter is NaN or infinite; the last checkpoint stays.
 * @throws {TensorLeakError} if steps leave tensors behind.
 * @throws {DeviceMemoryError} if a step needs more memory than there is; the last checkpoint stays.
 */
export async function runTraining<Batch>(plan: TrainingPlan<Batch>): Promise<TrainingRun> {
  checkPlan(plan)
  const { program, step: takeStep, signal, onStep, onEpoch, evaluate, stopEarly, checkpoints } = plan
  const { epochs = Infinity, steps: mostSteps = Infinity } = plan
  const identity = { seed: plan.seed ?? 0, settings: plan.settings ?? {} }
  const { store, name = 'training', everySteps = Infinity, everyEpochs = 1, resume = true } = checkpoints ?? {}

  const saved = resume ? await store?.read(name) : undefined
  let progress = saved ? restoreTraining(program, decodeCheckpoint(saved), identity) : atTheStart
  const resumedFrom = saved ? progress.steps : undefined
  let written = saved ? progress : undefined

  const reader = createMetricReader(plan.readMetricsEvery)
  const leakWatch = createLeakWatch()
  const pauseIfDue = createPause()

  /** Reads the metrics of all steps taken; false if a callback asks to stop. */
  async function readMetrics(): Promise<boolean> {
    let goesOn = true
    for (const record of await reader.read()) {
      for (const [metric, value] of Object.entries(record.metrics)) {
        requireFinite(`metric '${metric}'`, value, record)
      }
      progress = { ...progress, means: addMetrics(progress.means, record.metrics) }
      if ((await onStep?.(record)) === 'stop') goesOn = false
    }
    return goesOn
  }

  /** All steps taken have been read before. */
  async function write(): Promise<void> {
    if (!store || (written?.steps === progress.steps && written.epochs === progress.epochs)) return
    const checkpoint = await trainingCheckpoint(program, progress, identity)
    const epoch = progress.epochs + (progress.stepsInEpoch > 0 ? 1 : 0)
    for (const [array, { data }] of Object.entries(checkpoint.arrays)) {
      const at = firstNonFinitePlace(data)
      if (at >= 0) requireFinite(`array '${array}'`, data[at], { step: progress.steps, epoch })
    }
    await store.write(name, encodeCheckpoint(checkpoint))
    written = progress
  }

  function requireFinite(thing: string, value: number, at: { readonly step: number; readonly epoch: number }): void {
    if (!Number.isFinite(value)) throw new NonFiniteTrainingError(thing, value, at.step, at.epoch, written?.steps)
  }

  /** The rest of the epoch under way; undefined if its batches ran out. */
  async function finishEpoch(random: Random): Promise<TrainingEnd | undefined> {
    const epoch = progress.epochs + 1
    let seen = 0
    for await (const batch of plan.batches(epoch, random.fork(0))) {
      if (seen++ < progress.stepsInEpoch) {
        disposeBatch(batch)
        continue
      }
      if (progress.steps >= mostSteps) {
        disposeBatch(batch)
        return (await readMetrics()) ? 'finished' : 'stopped'
      }
      const step = progress.steps + 1
      leakWatch.before()
      try {
        const metrics = await takeStep(batch, { epoch, step, random: random.fork(step) })
        reader.add(step, epoch, metrics)
        leakWatch.after(step, metrics)
      } catch (error) {
        throw namedDeviceError(error, { step, checkpointStep: written?.steps })
      } finally {
        disposeBatch(batch)
      }
      progress = { ...progress, steps: step, stepsInEpoch: progress.stepsInEpoch + 1 }
      const pause = pauseIfDue()
      if (pause) await pause

      const isWriteDue = step % everySteps === 0
      if ((isWriteDue || signal?.aborted || reader.isDue()) && !(await readMetrics())) return 'stopped'
      if (isWriteDue) await write()
      if (signal?.aborted) return 'aborted'
    }
    if (seen === 0) {
      throw new ShapeError(`epoch ${epoch}`, 'of at least one batch', 'empty', 'Pass rows, or a smaller batchSize without dropLast.')
    }
    return (await readMetrics()) ? undefined : 'stopped'
  }

  async function closeEpoch(): Promise<TrainingEnd | undefined> {
    const epoch = progress.epochs + 1
    const metrics = { ...meansOf(progress.means), ...(await evaluate?.(epoch)) }
    const record: EpochRecord = { epoch, step: progress.steps, metrics }
    for (const [metric, value] of Object.entries(metrics)) requireFinite(`metric '${metric}'`, value, record)
    const earlyStop = stopEarly ? afterEpoch(progress.earlyStop, metricOf(record, stopEarly), stopEarly) : progress.earlyStop
    const history = [...progress.history, record]
    progress = { ...progress, epochs: epoch, stepsInEpoch: 0, means: noMeans, earlyStop, history }
    const answer = await onEpoch?.(record)
    if (epoch % everyEpochs === 0) await write()
    if (answer === 'stop') return 'stopped'
    return stopEarly && earlyStop.epochsWithoutGain >= stopEarly.patience ? 'converged' : undefined
  }

  async function train(): Promise<TrainingEnd> {
    if (stopEarly && progress.earlyStop.epochsWithoutGain >= stopEarly.patience) return 'converged'
    while (progress.epochs < epochs && progress.steps < mostSteps) {
      if (signal?.aborted) return 'aborted'
      if (plan.isSettled?.()) return 'converged'
      const random = createRandom(identity.seed).fork(progress.epochs + 1)
      const end = (await finishEpoch(random)) ?? (await closeEpoch())
      if (end) return end
    }
    return 'finished'
  }

  try {
    const end = await train()
    await write()
    return { end, epochs: progress.epochs, steps: progress.steps, history: progress.history, resumedFrom }
  } finally {
    reader.dispose()
  }
}

/** Disposes all tensors in it, whatever holds them. */
function disposeBatch(batch: unknown): void {
  tf.dispose(batch as tf.TensorContainer)
}

function metricOf({ metrics }: EpochRecord, { metric }: EarlyStopOptions): number {
  if (metric in metrics) return metrics[metric]
  const known = Object.keys(metrics).map(name => `'${name}'`)
  throw new InvalidOptionError('stopEarly.metric', `one of ${known.join(', ')}`, metric, 'Name a metric of the step or of evaluate.')
}

function checkPlan<Batch>(plan: TrainingPlan<Batch>): void {
  const { epochs, steps, seed, stopEarly, checkpoints, readMetricsEvery } = plan
  if (epochs === undefined && steps === undefined) {
    throw new InvalidOptionError('epochs', 'given, unless steps is', undefined, 'Pass for example epochs: 10.')
  }
  const counts = {
    epochs,
    steps,
    readMetricsEvery,
    'stopEarly.patience': stopEarly?.patience,
    'checkpoints.everySteps': checkpoints?.everySteps,
    'checkpoints.everyEpochs': checkpoints?.everyEpochs,
  }
  for (const [option, count] of Object.entries(counts)) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= 1)) continue
    throw new InvalidOptionError(option, 'a whole number of at least 1', count, `Pass for example ${option}: 10.`)
  }
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new InvalidOptionError('seed', 'a whole number from 0 to 2^53 - 1', seed, 'Pass for example seed: 7.')
  }
}
