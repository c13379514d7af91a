import { readPlainRecord, savedFields, savedList } from '@mixtura/numerics'
import { optional } from '@mixtura/numerics/validation'
import { fitIdentity, readFitCheckpoint, savedCheckpoint, writeFitCheckpoint, type FitIdentity } from '../fit/fitCheckpoint.js'
import type { ClassRows } from './classRows.js'
import type { ClassifierOptions } from './classifierOptions.js'

/** State of a fit of 'MclustDA', which chooses the mixtures class by class. */
export interface ClassifierState {
  /** Last checkpoint of the selection of each finished class, in the order of the classes. */
  readonly finished: readonly Uint8Array[]
  /** Checkpoint of the running selection. */
  readonly running: Uint8Array | undefined
}

export function classifierIdentity(options: ClassifierOptions, { samples, codes, classes }: ClassRows): FitIdentity {
  return fitIdentity('fitMixtureClassifier', { ...options, classes, labels: codes }, { samples, rows: samples.rows, columns: samples.columns })
}

export function writeClassifierCheckpoint(identity: FitIdentity, { finished, running }: ClassifierState): Uint8Array {
  return writeFitCheckpoint(identity, { finished: finished.map(readPlainRecord), running: running && readPlainRecord(running) })
}

/**
 * @param classes number of classes.
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed, or a field is not what the fit would have saved.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readClassifierCheckpoint(bytes: Uint8Array, identity: FitIdentity, classes: number): ClassifierState {
  const read = savedFields<{ readonly finished: readonly Uint8Array[]; readonly running?: Uint8Array }>({
    finished: savedList(savedCheckpoint, { maxLength: classes }),
    running: optional(savedCheckpoint),
  })
  const { finished, running } = readFitCheckpoint(bytes, identity, read)
  return { finished, running }
}
