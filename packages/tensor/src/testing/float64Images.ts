import { at, generate, type Dense } from './float64.js'

/* Convolution, pooling and resizing of images [batch, height, width, channels] in float64, directly from their definitions. */

export interface Geometry {
  readonly stride: number
  readonly padding: 'same' | 'valid'
}

/** Output size, and number of zeros before the input, as TensorFlow defines 'same' and 'valid'. */
export function along(size: number, taps: number, { stride, padding }: Geometry): { size: number; before: number } {
  if (padding === 'valid') return { size: Math.floor((size - taps) / stride) + 1, before: 0 }
  const out = Math.ceil(size / stride)
  return { size: out, before: Math.floor(Math.max((out - 1) * stride + taps - size, 0) / 2) }
}

export function convolve(x: Dense, w: Dense, geometry: Geometry): Dense {
  const [batch, height, width, inChannels] = x.shape as [number, number, number, number]
  const [tall, wide, , outChannels] = w.shape as [number, number, number, number]
  const [rows, columns] = [along(height, tall, geometry), along(width, wide, geometry)]
  return generate([batch, rows.size, columns.size, outChannels], ([n, p, q, o]) => {
    let sum = 0
    for (let i = 0; i < tall; i++)
      for (let j = 0; j < wide; j++)
        for (let c = 0; c < inChannels; c++)
          sum += at(x, n!, p! * geometry.stride + i - rows.before, q! * geometry.stride + j - columns.before, c) * at(w, i, j, c, o!)
    return sum
  })
}

export function convolveDepthwise(x: Dense, w: Dense, geometry: Geometry): Dense {
  const [batch, height, width, channels] = x.shape as [number, number, number, number]
  const [tall, wide, , multiplier] = w.shape as [number, number, number, number]
  const [rows, columns] = [along(height, tall, geometry), along(width, wide, geometry)]
  return generate([batch, rows.size, columns.size, channels * multiplier], ([n, p, q, k]) => {
    const c = Math.floor(k! / multiplier)
    let sum = 0
    for (let i = 0; i < tall; i++)
      for (let j = 0; j < wide; j++)
        sum += at(x, n!, p! * geometry.stride + i - rows.before, q! * geometry.stride + j - columns.before, c) * at(w, i, j, c, k! % multiplier)
    return sum
  })
}

/** The transpose of {@link convolve}: every entry of y is distributed over the taps that would have read it. */
export function convolveTransposed(y: Dense, w: Dense, outShape: readonly number[], geometry: Geometry): Dense {
  const [tall, wide, outChannels, inChannels] = w.shape as [number, number, number, number]
  const [rows, columns] = [along(outShape[1]!, tall, geometry), along(outShape[2]!, wide, geometry)]
  return generate([...outShape.slice(0, 3), outChannels], ([n, h, v, o]) => {
    let sum = 0
    for (let p = 0; p < rows.size; p++)
      for (let q = 0; q < columns.size; q++)
        for (let c = 0; c < inChannels; c++)
          sum += at(y, n!, p, q, c) * at(w, h! + rows.before - p * geometry.stride, v! + columns.before - q * geometry.stride, o!, c)
    return sum
  })
}

export function pool(x: Dense, taps: number, geometry: Geometry, reduce: (values: readonly number[]) => number): Dense {
  const [batch, height, width, channels] = x.shape as [number, number, number, number]
  const [rows, columns] = [along(height, taps, geometry), along(width, taps, geometry)]
  return generate([batch, rows.size, columns.size, channels], ([n, p, q, c]) => {
    const values: number[] = []
    for (let i = 0; i < taps; i++)
      for (let j = 0; j < taps; j++) {
        const [h, w] = [p! * geometry.stride + i - rows.before, q! * geometry.stride + j - columns.before]
        if (h >= 0 && h < height && w >= 0 && w < width) values.push(at(x, n!, h, w, c!))
      }
    return reduce(values)
  })
}

/** Bilinear interpolation as in TensorFlow, without half-pixel centres. */
export function resize(x: Dense, height: number, width: number, alignCorners: boolean): Dense {
  const [batch, inHeight, inWidth, channels] = x.shape as [number, number, number, number]
  const scale = (from: number, to: number) => (alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to)
  return generate([batch, height, width, channels], ([n, p, q, c]) => {
    const [h, w] = [p! * scale(inHeight, height), q! * scale(inWidth, width)]
    const [top, left] = [Math.floor(h), Math.floor(w)]
    const [bottom, right] = [Math.min(top + 1, inHeight - 1), Math.min(left + 1, inWidth - 1)]
    const row = (y: number) => at(x, n!, y, left, c!) * (1 - (w - left)) + at(x, n!, y, right, c!) * (w - left)
    return row(top) * (1 - (h - top)) + row(bottom) * (h - top)
  })
}
