import { MixturaError } from '../errors.js'

/** The part of a checkpoint file that is wrong. */
export type CheckpointPart = 'signature' | 'version' | 'length' | 'checksum' | 'header' | 'content'

/** Bytes that are not a whole checkpoint of this format, or whose content cannot be what the writer saved. */
export class InvalidCheckpointError extends MixturaError {
  override readonly name = 'InvalidCheckpointError'
  readonly code = 'invalid-checkpoint'
  constructor(
    readonly part: CheckpointPart,
    readonly expected: string,
    readonly actual: string,
    remedy: string,
  ) {
    super(`checkpoint: ${part} must be ${expected}, but it is ${actual}. ${remedy}`)
  }
}
