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

/** The error for a field of a checkpoint with a wrong value. */
export function wrongField(path: string, claim: string, actual: string): InvalidCheckpointError {
  return new InvalidCheckpointError('content', `one whose ${path} is ${claim}`, `one with ${actual}`, 'Use a checkpoint that a fit of this version wrote.')
}
