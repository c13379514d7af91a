import { decode, encode, ExtensionCodec } from '@msgpack/msgpack'
import type { FrameLimits } from './frameBounds.js'
import { InvalidFrameError, ownLimits, requireBoundedFrame } from './frameBounds.js'

type NumberArray = Float32Array | Float64Array | Uint16Array | Uint32Array

/** MessagePack extension types of typed arrays. The numbers are part of the format. */
const arrayTypes = [
  { type: 1, array: Float32Array },
  { type: 2, array: Float64Array },
  { type: 3, array: Uint32Array },
  { type: 4, array: Uint16Array },
] as const

const extensionCodec = new ExtensionCodec()
for (const { type, array } of arrayTypes) {
  extensionCodec.register({
    type,
    encode: value => (value instanceof array ? bytesOf(value) : null),
    // The data of an extension may start at any byte of the frame, but a typed array must be aligned, so it is copied.
    // `slice` does not copy here: on Node's Buffer it returns a view.
    decode: bytes => new array(new Uint8Array(bytes).buffer),
  })
}

function bytesOf(value: NumberArray): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * Encodes plain data and typed arrays as MessagePack. Elements keep the byte order of the machine: both
 * ends are on the same machine, and all machines that run Node and Chromium are little-endian. Properties
 * that are `undefined` are left out.
 */
export function encodeFrame(value: unknown): Uint8Array {
  return encode(value, { extensionCodec, ignoreUndefined: true })
}

/**
 * @param limits limits that are checked before anything is unpacked.
 * @throws {InvalidFrameError} if `frame` is not exactly one MessagePack value within the limits.
 */
export function decodeFrame(frame: Uint8Array, limits: FrameLimits = ownLimits): unknown {
  requireBoundedFrame(frame, limits)
  try {
    return decode(frame, { extensionCodec })
  } catch (error) {
    // A key that is not a string, such as a map, or the key `__proto__`.
    throw new InvalidFrameError('content', 'plain data', `not: ${error instanceof Error ? error.message : String(error)}`)
  }
}
