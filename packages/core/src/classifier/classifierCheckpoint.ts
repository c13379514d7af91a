import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { fitIdentity, readIdentified, writeIdentified, type FitIdentity } from '../fit/fitCheckpoint.js'
import type { ClassRows } from './classRows.js'
import type { ClassifierOptions } from './classifierOptions.js'

/** How far the choice of the classes' mixtures has come. */
export interface ClassifierState {
  /** The last checkpoint of each class's selection, class by class, of those that have ended. */
  readonly finished: readonly Uint8Array[]
  /** A checkpoint of the selection at work. */
  readonly running: Uint8Array | undefined
}

export function classifierIdentity(options: ClassifierOptions, { samples, codes, classes }: ClassRows): FitIdentity {
  return fitIdentity('fitMixtureClassifier', { ...options, classes, labels: codes }, { samples, rows: samples.rows, columns: samples.columns })
}

export function writeClassifierCheckpoint(identity: FitIdentity, { finished, running }: ClassifierState): Uint8Array {
  return writeIdentified(identity, { finished: finished.map(readPlainRecord), running: running && readPlainRecord(running) })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readClassifierCheckpoint(bytes: Uint8Array, identity: FitIdentity): ClassifierState {
  const { finished, running } = readIdentified(bytes, identity) as unknown as {
    readonly finished: readonly Record<string, PlainValue>[]
    readonly running?: Record<string, PlainValue>
  }
  return { finished: finished.map(writePlainRecord), running: running && writePlainRecord(running) }
}
