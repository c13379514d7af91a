import type { Random } from '@mixtura/core'
import type { ImageSet } from '../deep/imageSet.js'

/**
 * Images whose three channels are random digits: 1000 modes with equal probabilities.
 *
 * @returns [count, height * width * 3] bytes.
 * @see Metz et al., Unrolled generative adversarial networks (2017).
 */
export function stackedDigits({ images: { data, rows, columns } }: ImageSet, count: number, random: Random): { readonly data: Uint8Array; readonly rows: number; readonly columns: number } {
  const stacked = new Uint8Array(count * columns * 3)
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < 3; channel++) {
      const from = random.integer(rows) * columns
      for (let i = 0; i < columns; i++) stacked[(row * columns + i) * 3 + channel] = data[from + i]
    }
  }
  return { data: stacked, rows: count, columns: columns * 3 }
}

/** One channel of stacked images, [rows, columns / 3] float32 in [0, 1]. */
export function channelOf(stacked: Float64Array, columns: number, channel: number): Float32Array {
  const rows = stacked.length / columns
  return Float32Array.from({ length: (rows * columns) / 3 }, (_, i) => stacked[3 * i + channel] / 255)
}
