import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from './codec.js'

const arrays = {
  one: 'é',
  float32: Float32Array.of(0.5, -0),
  float64: Float64Array.of(Math.PI, -Infinity),
  uint32: Uint32Array.of(0, 2 ** 32 - 1),
  uint16: Uint16Array.of(7),
  empty: new Float64Array(0),
}

describe('codec', () => {
  it('carries typed arrays exactly, whatever their place in the frame', () => {
    expect(decodeFrame(encodeFrame(arrays))).toEqual(arrays)
  })

  it('reads frames that arrive as a Buffer in a larger allocation', () => {
    const frame = encodeFrame(arrays)
    const large = Buffer.alloc(frame.length + 3)
    large.set(frame, 3)
    expect(decodeFrame(large.subarray(3))).toEqual(arrays)
  })

  it('sends the part that a view shows, and no more', () => {
    const view = Float64Array.of(1, 2, 3, 4).subarray(1, 3)
    expect(decodeFrame(encodeFrame(view))).toEqual(Float64Array.of(2, 3))
  })

  it('leaves undefined properties out, and keeps large whole numbers', () => {
    expect(decodeFrame(encodeFrame({ seed: 2 ** 53 - 1, absent: undefined }))).toEqual({ seed: 2 ** 53 - 1 })
  })

  it('refuses a frame that is cut off', () => {
    expect(() => decodeFrame(encodeFrame(arrays).subarray(0, 10))).toThrow(
      'frame: content must be as long as its heads say, 12 bytes or more, but it is 9 bytes. Send one whole message of the contract.',
    )
  })
})
