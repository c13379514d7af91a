import { decode, encode, ExtensionCodec } from '@msgpack/msgpack'
import type { FrameLimits } from './frameBounds.js'
import { InvalidFrameError, ownLimits, requireBoundedFrame } from './frameBounds.js'

type NumberArray = Float32Array | Float64Array | Uint16Array | Uint32Array

/** MessagePack extension types of the arrays that cross a border; the numbers are part of the format. */
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
    // An extension starts anywhere in the frame, and a view needs its alignment: copy.
    // (Not with `slice`, which on a Buffer of Node is a view again.)
    decode: bytes => new array(new Uint8Array(bytes).buffer),
  })
}

function bytesOf(value: NumberArray): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * Plain data and typed arrays as MessagePack. Elements keep the byte order of the machine
 * (both ends are on one, and every machine that runs Node and Chromium is little-endian).
 * `undefined` properties are left out.
 */
export function encodeFrame(value: unknown): Uint8Array {
  return encode(value, { extensionCodec, ignoreUndefined: true })
}

/**
 * @param limits checked before anything is unpacked.
 * @throws {InvalidFrameError} if `frame` is not one whole MessagePack value within the limits.
 */
export function decodeFrame(frame: Uint8Array, limits: FrameLimits = ownLimits): unknown {
  requireBoundedFrame(frame, limits)
  try {
    return decode(frame, { extensionCodec })
  } catch (error) {
    // Keys that are no text, such as maps, or `__proto__`.
    throw new InvalidFrameError('content', 'plain data', `not: ${error instanceof Error ? error.message : String(error)}`)
  }
}
