import { encodeFrame } from './codec.js'
import { StudioError } from './errors.js'
import { InvalidFrameError, readTextFields } from './frameBounds.js'

/** For what a window is about to send, and for what the engine received. */
export function requestTooLarge({ part, expected, actual }: InvalidFrameError): StudioError {
  return new StudioError(
    'request-too-large',
    `What was asked is too large for the engine: its ${part} must be ${expected}, but it is ${actual}. Choose fewer columns.`,
    { part, expected, actual },
  )
}

/**
 * The answer to a request that is not unpacked, as a frame; null if `frame` is no question, or its id cannot be read.
 *
 * @param error why `frame` is refused.
 */
export function refusalOf(frame: Uint8Array, error: unknown): Uint8Array | null {
  if (!(error instanceof InvalidFrameError)) return null
  const { t: type, i: id } = readTextFields(frame, ['t', 'i'])
  if (type !== 'q' || id === undefined) return null
  const refusal = error.part === 'content' ? new StudioError('invalid-request', error.message) : requestTooLarge(error)
  return encodeFrame({ t: 's', i: id, r: { ok: false, error: refusal.toJSON() } })
}
