import { createRandom, createYielder, InvalidOptionError, type JsonRecord, type Random, ShapeError } from '@mixtura/numerics'
import { callback, describeValue, isRecord, optional, readOptions, requireObject, seed, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { requireNamedVariables } from '../arguments/requireTensor.js'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { firstNonFinitePlace } from '../checkpoint/variableArrays.js'
import { afterEpoch, type EarlyStopOptions } from './earlyStop.js'
import { namedDeviceError } from './deviceMemory.js'
import { createLeakWatch } from './leakWatch.js'
import { createMetricReader } from './metricReader.js'
import { addMetrics, meansOf, noMeans } from './runningMeans.js'
import { trainingReaders } from './trainingReaders.js'
import { restoreTraining, trainingCheckpoint } from './trainingCheckpoint.js'
import { NonFiniteTrainingError } from './trainingErrors.js'
import { atTheStart } from './trainingProgress.js'
import type { EpochRecord, TrainingEnd, TrainingPlan, TrainingProgram, TrainingRun } from './trainingPlan.js'

/** How long steps may block the event loop. Signals are handled and windows respond in between. */
const turnMilliseconds = 50

/**
 * The training loop of all models. It takes a batch, runs a step and reports it, until the epochs or steps are done, training
 * has converged, or a callback returns 'stop'. Models differ only in their step. If the signal aborts, the run ends after the
 * current step, writes its checkpoint and rejects. If `evaluate` itself throws, only what was written before is in the checkpoint.
 *
 * A run that stopped after any step and is resumed from its checkpoint ends with the same bits, on the same backend, as an
 * uninterrupted run. For this, batches and steps must draw only from the generators that they are given.
 *
 * Metrics are read several steps at a time, so that the device does not wait. A checkpoint is written only after all metrics before
 * it and all arrays in it proved finite.
 *
 * @throws the reason of `signal`, when it aborts.
 * @throws {ShapeError} {InvalidOptionError} for a plan of wrong types, options out of range, and options that nothing reads.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this run.
 * @throws {NonFiniteTrainingError} if a metric or a parameter is NaN or infinite; the last checkpoint stays.
 * @throws {TensorLeakError} if steps leave tensors behind.
 * @throws {DeviceMemoryError} if a step needs more memory than the device has; the last checkpoint stays.
 */
export async function runTraining<Batch>(given: TrainingPlan<Batch>): Promise<TrainingRun> {
  const plan = readPlan<Batch>(given)
  const { program, step: takeStep, signal, onStep, onEpoch, evaluate, stopEarly, checkpoints } = plan
  const { epochs = Infinity, steps: maxSteps = Infinity } = plan
  const identity = { seed: plan.seed ?? 0, settings: plan.settings ?? {} }
  signal?.throwIfAborted()
  const { store, name = 'training', everySteps = Infinity, everySeconds = Infinity, everyEpochs = 1, resume = true } = checkpoints ?? {}

  const saved = resume ? await store?.read(name) : undefined
  let progress = saved ? restoreTraining(program, decodeCheckpoint(saved), identity) : atTheStart
  const resumedFrom = saved ? progress.steps : undefined
  let written = saved ? progress : undefined
  let writtenAt = performance.now()

  const reader = createMetricReader(plan.readMetricsEvery)
  const leakWatch = createLeakWatch()
  const yieldIfDue = createYielder(turnMilliseconds)

  /** Reads the metrics of all finished steps. Returns false if a callback asks to stop. */
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

  /** Writes a checkpoint. The metrics of all finished steps must have been read before. */
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
    writtenAt = performance.now()
  }

  function requireFinite(thing: string, value: number, at: { readonly step: number; readonly epoch: number }): void {
    if (!Number.isFinite(value)) throw new NonFiniteTrainingError(thing, value, at.step, at.epoch, written?.steps)
  }

  /** Runs the rest of the current epoch. Returns undefined if its batches ran out. */
  async function finishEpoch(random: Random): Promise<TrainingEnd | undefined> {
    const epoch = progress.epochs + 1
    let seen = 0
    for await (const batch of requireIterable(plan.batches(epoch, random.fork(0)))) {
      if (seen++ < progress.stepsInEpoch) {
        disposeBatch(batch)
        continue
      }
      if (progress.steps >= maxSteps) {
        disposeBatch(batch)
        return (await readMetrics()) ? 'finished' : 'stopped'
      }
      const step = progress.steps + 1
      leakWatch.before()
      try {
        const metrics = await takeStep(batch, { epoch, step, random: random.fork(step) })
        if (!isRecord(metrics)) throw new ShapeError('what step answers', 'an object of metrics', describeValue(metrics), 'Answer for example { loss }.')
        reader.add(step, epoch, metrics)
        leakWatch.after(step, metrics)
      } catch (error) {
        throw namedDeviceError(error, { step, checkpointStep: written?.steps })
      } finally {
        disposeBatch(batch)
      }
      progress = { ...progress, steps: step, stepsInEpoch: progress.stepsInEpoch + 1 }
      const pause = yieldIfDue()
      if (pause) await pause

      const isWriteDue = store !== undefined && (step % everySteps === 0 || performance.now() - writtenAt >= 1000 * everySeconds)
      if ((isWriteDue || signal?.aborted || reader.isDue()) && !(await readMetrics())) return 'stopped'
      if (isWriteDue) await write()
      if (signal?.aborted) return 'stopped'
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
    while (progress.epochs < epochs && progress.steps < maxSteps) {
      if (signal?.aborted) return 'stopped'
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
    signal?.throwIfAborted()
    return { end, epochs: progress.epochs, steps: progress.steps, history: progress.history, resumedFrom }
  } finally {
    reader.dispose()
  }
}

/** Disposes all tensors in the batch, in whatever structure it holds them. */
function disposeBatch(batch: unknown): void {
  tf.dispose(batch as tf.TensorContainer)
}

function metricOf({ metrics }: EpochRecord, { metric }: EarlyStopOptions): number {
  if (metric in metrics) return metrics[metric]
  const known = Object.keys(metrics).map(name => `'${name}'`)
  throw new InvalidOptionError('stopEarly.metric', `one of ${known.join(', ')}`, metric, 'Name a metric of the step or of evaluate.')
}

function requireIterable<Batches>(batches: Batches): Batches {
  if (typeof batches === 'object' && batches !== null && (Symbol.asyncIterator in batches || Symbol.iterator in batches)) return batches
  throw new ShapeError('what batches answers', 'an iterable of batches', describeValue(batches), 'Pass for example batches: feed.batches.')
}

const steps: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 1) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of at least 1', value, `Pass for example ${name}: 10.`)
}

const program: Reader<TrainingProgram> = (name, value) => {
  const remedy = 'Pass for example { parameters: network.parameters, parts: { optimizer } }.'
  requireObject(name, value, { what: 'a training program', fields: { parameters: 'object' }, remedy })
  const { parameters, parts = {} } = value as TrainingProgram
  requireNamedVariables(`${name}.parameters`, parameters)
  if (!isRecord(parts)) throw new ShapeError(`${name}.parts`, 'an object of parts by name', describeValue(parts), remedy)
  for (const [part, own] of Object.entries(parts)) {
    requireObject(`${name}.parts.${part}`, own, { what: 'a part with a state', fields: { saveState: 'function', restoreState: 'function' }, remedy })
  }
  return value as TrainingProgram
}

const settings: Reader<JsonRecord> = (name, value) => {
  if (isRecord(value)) return value as JsonRecord
  throw new InvalidOptionError(name, 'an object', value, 'Pass what the model was made with, as JSON holds it.')
}

function readPlan<Batch>(given: TrainingPlan<Batch>): TrainingPlan<Batch> {
  const { signal, onStep, onEpoch, stopEarly, checkpoints } = trainingReaders
  const plan = readOptions<TrainingPlan<Batch>>('runTraining', given, {
    program,
    batches: callback<TrainingPlan<Batch>['batches']>(),
    step: callback<TrainingPlan<Batch>['step']>(),
    epochs: optional(steps),
    steps: optional(steps),
    seed: optional(seed),
    settings: optional(settings),
    signal: optional(signal),
    evaluate: optional(callback<NonNullable<TrainingPlan<Batch>['evaluate']>>()),
    onStep: optional(onStep),
    onEpoch: optional(onEpoch),
    stopEarly: optional(stopEarly),
    isSettled: optional(callback<() => boolean>()),
    checkpoints: optional(checkpoints),
    readMetricsEvery: optional(steps),
  })
  if (plan.epochs !== undefined || plan.steps !== undefined) return plan
  throw new InvalidOptionError('epochs', 'given, unless steps is', undefined, 'Pass for example epochs: 10.')
}
