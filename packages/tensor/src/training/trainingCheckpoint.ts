import * as tf from '@tensorflow/tfjs-core'
import type { Checkpoint, JsonRecord, JsonValue, SavedArray } from '../checkpoint/checkpoint.js'
import { CheckpointMismatchError } from '../checkpoint/checkpointErrors.js'
import { assignArrays, readArrays, requireSame } from '../checkpoint/variableArrays.js'
import { beforeFirstEpoch, type EarlyStopState } from './earlyStop.js'
import { noMeans, type RunningMeans } from './runningMeans.js'
import type { EpochRecord, TrainingProgram } from './trainingPlan.js'

/** Where a run stands between two steps. */
export interface TrainingProgress {
  /** Whole epochs behind it. */
  readonly epochs: number
  /** Steps of all epochs behind it. */
  readonly steps: number
  /** Steps of the epoch that is under way. */
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

/** What two runs must share for one to go on from the other's checkpoint. */
export interface RunIdentity {
  readonly seed: number
  readonly settings: JsonRecord
}

const kind = 'training'
const arraysOfParameters = 'parameters'

/** Parameters, parts and progress as one checkpoint. */
export async function trainingCheckpoint(
  program: TrainingProgram,
  progress: TrainingProgress,
  { seed, settings }: RunIdentity,
): Promise<Checkpoint> {
  const arrays: Record<string, SavedArray> = {}
  const partValues: Record<string, JsonRecord> = {}
  const addArrays = (prefix: string, added: Readonly<Record<string, SavedArray>>): void => {
    for (const [name, array] of Object.entries(added)) arrays[`${prefix}:${name}`] = array
  }
  addArrays(arraysOfParameters, await readArrays(program.parameters))
  for (const [name, part] of Object.entries(program.parts ?? {})) {
    const state = await part.saveState()
    partValues[name] = state.values
    addArrays(`parts/${name}`, state.arrays)
  }
  const values = { kind, seed, settings, backend: tf.getBackend(), progress: toJson(progress), parts: partValues }
  return { values, arrays }
}

/**
 * Gives the program the state of a checkpoint.
 *
 * @returns where the run stood.
 * @throws {CheckpointMismatchError} if it is of another program, seed or settings.
 */
export function restoreTraining(
  program: TrainingProgram,
  { values, arrays }: Checkpoint,
  { seed, settings }: RunIdentity,
): TrainingProgress {
  requireSame('kind', `'${kind}'`, `'${String(values.kind)}'`)
  requireSame('seed', String(seed), String(values.seed))
  requireSameSettings(settings, values.settings as JsonRecord)
  const parts = program.parts ?? {}
  const savedParts = values.parts as Readonly<Record<string, JsonRecord>>
  requireSame('names of parts', Object.keys(parts).sort().join(', '), Object.keys(savedParts).sort().join(', '))
  const arraysOf = (prefix: string): Record<string, SavedArray> =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => name.startsWith(`${prefix}:`))
        .map(([name, array]) => [name.slice(prefix.length + 1), array]),
    )
  assignArrays(program.parameters, arraysOf(arraysOfParameters))
  for (const [name, part] of Object.entries(parts)) {
    part.restoreState({ values: savedParts[name], arrays: arraysOf(`parts/${name}`) })
  }
  return fromJson(values.progress)
}

function requireSameSettings(expected: JsonRecord, actual: JsonRecord): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [ours, theirs] = [expected[name], actual[name]].map(canonicalJson)
    if (ours !== theirs) throw new CheckpointMismatchError(`setting '${name}'`, ours, theirs)
  }
}

/** JSON whose names are sorted, so that their order says nothing. */
function canonicalJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent'
  return JSON.stringify(value, (_name, inner: JsonValue) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Every number of a progress is finite, and JSON keeps finite numbers exactly. */
function toJson(progress: TrainingProgress): JsonValue {
  return JSON.parse(JSON.stringify(progress)) as JsonValue
}

function fromJson(json: JsonValue): TrainingProgress {
  const progress = json as unknown as Omit<TrainingProgress, 'earlyStop'> & { readonly earlyStop: Partial<EarlyStopState> }
  return { ...progress, earlyStop: { ...beforeFirstEpoch, ...progress.earlyStop } }
}
