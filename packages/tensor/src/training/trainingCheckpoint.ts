import { CheckpointMismatchError, sortedJson, type JsonRecord } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import type { Checkpoint, SavedArray } from '../checkpoint/checkpoint.js'
import { quoted, requireRecord, shortened } from '../checkpoint/checkpointValues.js'
import { shortJson } from '../checkpoint/shortJson.js'
import { assignArrays, readArrays, requireFiniteArrays, requireSame } from '../checkpoint/variableArrays.js'
import type { TrainingProgram } from './trainingPlan.js'
import { progressFromJson, progressToJson, type TrainingProgress } from './trainingProgress.js'

/** What a run must have in common with a checkpoint to resume from it. */
export interface RunIdentity {
  readonly seed: number
  readonly settings: JsonRecord
}

const kind = 'training'
const arraysOfParameters = 'parameters'

/** Makes a checkpoint of parameters, parts and progress. */
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
  const values = { kind, seed, settings, backend: tf.getBackend(), progress: progressToJson(progress), parts: partValues }
  return { values, arrays }
}

/**
 * Restores the state of the program from a checkpoint.
 *
 * @returns the progress of the run.
 * @throws {CheckpointMismatchError} if it is of another program, seed or settings, or holds values that no run writes.
 */
export function restoreTraining(
  program: TrainingProgram,
  { values, arrays }: Checkpoint,
  { seed, settings }: RunIdentity,
): TrainingProgress {
  requireSame('kind', quoted(kind), quoted(values.kind))
  requireSame('seed', shortJson(seed), shortJson(values.seed))
  requireSameSettings(settings, requireRecord('settings', values.settings))
  const parts = program.parts ?? {}
  const savedParts = requireRecord('parts', values.parts)
  requireSame('names of parts', Object.keys(parts).sort().join(', '), Object.keys(savedParts).sort().join(', '))
  const prefixes = [arraysOfParameters, ...Object.keys(parts).map(name => `parts/${name}`)]
  const stray = Object.keys(arrays).find(name => !prefixes.some(prefix => name.startsWith(`${prefix}:`)))
  if (stray !== undefined) throw new CheckpointMismatchError('names of arrays', `of ${prefixes.join(', ')}`, shortened(stray))
  // Read this first, so that nothing is changed if it is invalid.
  const progress = progressFromJson(values.progress)
  requireFiniteArrays(arrays)
  const arraysOf = (prefix: string): Record<string, SavedArray> =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => name.startsWith(`${prefix}:`))
        .map(([name, array]) => [name.slice(prefix.length + 1), array]),
    )
  assignArrays(program.parameters, arraysOf(arraysOfParameters))
  for (const [name, part] of Object.entries(parts)) {
    part.restoreState({ values: requireRecord(`part '${name}'`, savedParts[name]), arrays: arraysOf(`parts/${name}`) })
  }
  return progress
}

function requireSameSettings(expected: JsonRecord, actual: JsonRecord): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [ours, theirs] = [expected[name], actual[name]].map(sortedJson)
    if (ours !== theirs) throw new CheckpointMismatchError(`setting '${name.slice(0, 100)}'`, shortened(ours), shortened(theirs))
  }
}
