/** A dense float64 array, row-major. Results of backends are compared with it. */
export interface Dense {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** Makes an array from a function of the index. */
export function generate(shape: readonly number[], entry: (index: readonly number[]) => number): Dense {
  const data = new Float64Array(sizeOf(shape))
  const index = shape.map(() => 0)
  for (let i = 0; i < data.length; i++) {
    data[i] = entry(index)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
  return { shape, data }
}

/** The entry at `index`; 0 outside, as with zero padding. */
export function at({ shape, data }: Dense, ...index: readonly number[]): number {
  let offset = 0
  for (let axis = 0; axis < shape.length; axis++) {
    const i = index[axis]!
    if (i < 0 || i >= shape[axis]!) return 0
    offset = offset * shape[axis]! + i
  }
  return data[offset]!
}

export const map = (x: Dense, f: (value: number) => number): Dense => ({ shape: x.shape, data: x.data.map(f) })

/** Rows of a matrix [rows, columns]. */
export const rowsOf = ({ shape, data }: Dense): Float64Array[] =>
  Array.from({ length: shape[0]! }, (_, i) => data.subarray(i * shape[1]!, (i + 1) * shape[1]!))

export const logSumExp = (values: Float64Array): number => {
  const largest = Math.max(...values)
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
}

/** Seeded values in [-1, 1], at least 0.05 away from 0 and rounded to float32, so that both precisions get the same inputs. */
export function drawnValues(shape: readonly number[], seed: number): Dense {
  let state = seed >>> 0 || 1
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return generate(shape, () => {
    const value = 2 * uniform() - 1
    return Math.fround(Math.sign(value) * (0.05 + 0.95 * Math.abs(value)))
  })
}

/** Gradient of Σ weights · f(inputs) with respect to input `which`, by central differences in float64; accurate to about 1e-9. */
export function differences(f: (inputs: readonly Dense[]) => Dense, inputs: readonly Dense[], weights: Dense, which: number): Dense {
  const h = 1e-5
  const total = (shifted: readonly Dense[]) => f(shifted).data.reduce((sum, value, i) => sum + value * weights.data[i]!, 0)
  const data = inputs[which]!.data.map((value, i) => {
    const moved = (delta: number) =>
      inputs.map((input, k) => (k === which ? { shape: input.shape, data: input.data.with(i, value + delta) } : input))
    return (total(moved(h)) - total(moved(-h))) / (2 * h)
  })
  return { shape: inputs[which]!.shape, data }
}
