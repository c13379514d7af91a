import type { JsonValue } from '@mixtura/numerics'
import { requireNumber, requireRecord, requireWhole, wrongValue } from '../checkpoint/checkpointValues.js'
import { shortJson } from '../checkpoint/shortJson.js'
import { beforeFirstEpoch, type EarlyStopState } from './earlyStop.js'
import { noMeans, type RunningMeans } from './runningMeans.js'
import type { EpochRecord } from './trainingPlan.js'

/** Progress of a run between two steps. */
export interface TrainingProgress {
  /** Number of whole epochs done. */
  readonly epochs: number
  /** Number of steps done, over all epochs. */
  readonly steps: number
  /** Number of steps done in the current epoch. */
  readonly stepsInEpoch: number
  readonly means: RunningMeans
  readonly earlyStop: EarlyStopState
  readonly history: readonly EpochRecord[]
}

export const atTheStart: TrainingProgress = {
  epochs: 0,
  steps: 0,
  stepsInEpoch: 0,
  means: noMeans,
  earlyStop: beforeFirstEpoch,
  history: [],
}

/** Converts progress to JSON. All its numbers are finite, and JSON stores finite numbers exactly. */
export function progressToJson(progress: TrainingProgress): JsonValue {
  return JSON.parse(JSON.stringify(progress)) as JsonValue
}

/** @throws {CheckpointMismatchError} naming the first value that no run would have written. */
export function progressFromJson(json: JsonValue | undefined): TrainingProgress {
  const record = requireRecord('progress', json)
  const means = requireRecord('progress.means', record.means)
  const counts = requireRecord('progress.means.counts', means.counts)
  const earlyStop = requireRecord('progress.earlyStop', record.earlyStop)
  const steps = requireWhole('progress.steps', record.steps)
  return {
    epochs: requireWhole('progress.epochs', record.epochs),
    steps,
    stepsInEpoch: requireWhole('progress.stepsInEpoch', record.stepsInEpoch, { to: steps }),
    means: {
      sums: finiteNumbers('progress.means.sums', means.sums, Object.keys(counts)),
      counts: Object.fromEntries(
        Object.entries(counts).map(([name, count]) => [name, requireWhole(`progress.means.counts.${name}`, count, { from: 1 })]),
      ),
    },
    earlyStop: {
      best: earlyStop.best === undefined ? undefined : requireNumber('progress.earlyStop.best', earlyStop.best),
      epochsWithoutGain: requireWhole('progress.earlyStop.epochsWithoutGain', earlyStop.epochsWithoutGain),
    },
    history: historyOf(record.history),
  }
}

function historyOf(json: JsonValue | undefined): readonly EpochRecord[] {
  if (!Array.isArray(json)) throw wrongValue('progress.history', 'a list of epochs', json)
  return json.map((entry: JsonValue, i) => {
    const path = `progress.history.${i}`
    const { epoch, step, metrics } = requireRecord(path, entry)
    return {
      epoch: requireWhole(`${path}.epoch`, epoch, { from: 1 }),
      step: requireWhole(`${path}.step`, step),
      metrics: finiteNumbers(`${path}.metrics`, metrics),
    }
  })
}

/** @param names of the numbers that must be present; any names by default. */
function finiteNumbers(field: string, json: JsonValue | undefined, names?: readonly string[]): Readonly<Record<string, number>> {
  const record = requireRecord(field, json)
  const found = Object.keys(record)
  const isComplete = names === undefined || (found.length === names.length && names.every(name => Object.hasOwn(record, name)))
  if (!isComplete) throw wrongValue(field, `one number for each of ${shortJson(names)}`, json)
  return Object.fromEntries(found.map(name => [name, requireNumber(`${field}.${name}`, record[name])]))
}
