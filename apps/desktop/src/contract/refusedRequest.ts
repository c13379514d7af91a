import { encodeFrame } from './codec.js'
import { StudioError } from './errors.js'
import { InvalidFrameError, readTextFields } from './frameBounds.js'

/** The error of a request that is too large. The window uses it before sending, the engine after receiving. */
export function requestTooLarge({ part, expected, actual }: InvalidFrameError): StudioError {
  return new StudioError(
    'request-too-large',
    `What was asked is too large for the engine: its ${part} must be ${expected}, but it is ${actual}. Choose fewer columns.`,
    { part, expected, actual },
  )
}

/**
 * The frame that answers a refused request without unpacking it; null if `frame` is not a request or its id cannot be read.
 *
 * @param error the reason why `frame` is refused.
 */
export function refusalOf(frame: Uint8Array, error: unknown): Uint8Array | null {
  if (!(error instanceof InvalidFrameError)) return null
  const { t: type, i: id } = readTextFields(frame, ['t', 'i'])
  if (type !== 'q' || id === undefined) return null
  const refusal = error.part === 'content' ? new StudioError('invalid-request', error.message) : requestTooLarge(error)
  return encodeFrame({ t: 's', i: id, r: { ok: false, error: refusal.toJSON() } })
}
