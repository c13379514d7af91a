import type * as tf from '@tensorflow/tfjs-core'
import { generate, type Dense } from '../../testing/float64.js'
import { held } from './entrywise.js'
import { operand, rowMajorStrides, trickyShapes, type KernelCase, type KernelTwin, type Operand } from './kernelCase.js'

/** Axes to reduce: every single axis, the first with the last, and all. */
function axesToReduce(rank: number): readonly number[][] {
  const all = Array.from({ length: rank }, (_, axis) => axis)
  return [...all.map(axis => [axis]), ...(rank > 2 ? [[0, rank - 1], [0, 1]] : []), ...(rank > 1 ? [all] : [])]
}

/** Applies `reduce` to the values along `axes`, for every index of the other axes. */
export function reduceAlong(x: Dense, axes: readonly number[], reduce: (values: readonly number[]) => number): Dense {
  const kept = x.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  const strides = rowMajorStrides(x.shape)
  const inner = generate(axes.map(axis => x.shape[axis]), index => index.reduce((sum, i, k) => sum + i * strides[axes[k]], 0)).data
  return generate(kept.map(axis => x.shape[axis]), index => {
    const offset = index.reduce((sum, i, k) => sum + i * strides[kept[k]], 0)
    return reduce(Array.from(inner, step => x.data[offset + step]))
  })
}

interface ReductionOptions {
  readonly axesAttribute?: 'axis' | 'reductionIndices'
  readonly dtype?: tf.DataType
  /** Whether the result for no values is defined. */
  readonly isDefinedForNone?: boolean
}

const reduction = (
  reduce: (values: readonly number[]) => number,
  { axesAttribute = 'axis', dtype, isDefinedForNone = true }: ReductionOptions = {},
): KernelTwin =>
  ({ inputs, options }) => {
    const [{ dtype: inputType, rank }] = inputs
    const outputType = dtype ?? inputType
    const keepDims = options['keepDims'] === true
    const caseOf = (label: string, x: Operand, axes: readonly number[]): KernelCase => {
      const { shape, data } = reduceAlong(x, axes, reduce)
      return {
        label: `${label}, ${axes.length === 0 ? 'no axis' : `axes ${axes}`}`,
        inputs: { x },
        attrs: { [axesAttribute]: [...axes], keepDims },
        magnitude: x.data.every(Number.isFinite) ? Math.max(1e-3, ...reduceAlong({ shape: x.shape, data: x.data.map(Math.abs) }, axes, reduce).data.filter(Number.isFinite)) : 1,
        expected: [{ shape: keepDims ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : shape, data: data.map(value => held(value, outputType)), dtype: outputType }],
      }
    }
    const ordinary = trickyShapes(rank).flatMap(({ label, shape }) =>
      (rank === 0 ? [[]] : axesToReduce(rank))
        .filter(axes => isDefinedForNone || axes.every(axis => shape[axis] > 0))
        .map(axes => caseOf(label, operand(shape, inputType, 31), axes)))
    if (inputType !== 'float32' || rank === 0) return ordinary
    const rows = [[1, NaN, 2], [NaN, 1, 2], [Infinity, 1, 2], [1, 2, -Infinity], [-Infinity, -Infinity, -Infinity]]
    const special = rows.map(row => ({ shape: [...Array.from({ length: rank - 1 }, () => 1), 3], dtype: inputType, data: Float64Array.from(row) }))
    return [...ordinary, ...special.map((x, i) => ({ ...caseOf(`of ${rows[i].join(', ')}`, x, [rank - 1]), hasNonFinite: true }))]
  }

const largest = (values: readonly number[]) => Math.max(...values)
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const firstOf = (values: readonly number[], best: number) => values.indexOf(best)

const arg = (extreme: (values: readonly number[]) => number): KernelTwin =>
  ({ inputs }) => {
    const [{ dtype, rank }] = inputs
    return trickyShapes(rank).flatMap(({ label, shape }) => shape.flatMap((size, axis): KernelCase[] => {
      if (size === 0) return []
      const drawn = operand(shape, dtype, 31)
      // Few different integers, so that there are ties, of which the first one counts.
      const tied = { ...drawn, data: drawn.data.map(value => Math.round(2 * value)) }
      return [false, true].map(hasTies => {
        const x = hasTies ? tied : drawn
        return {
          label: `${label}, axis ${axis}${hasTies ? ', with ties' : ''}`,
          inputs: { x },
          attrs: { axis },
          hasTies,
          expected: [{ ...reduceAlong(x, [axis], values => firstOf(values, extreme(values))), dtype: 'int32' }],
        }
      })
    }))
  }

export const reductionTwins: Readonly<Record<string, KernelTwin>> = {
  All: reduction(values => (values.every(value => value !== 0) ? 1 : 0)),
  Any: reduction(values => (values.some(value => value !== 0) ? 1 : 0)),
  ArgMax: arg(largest),
  ArgMin: arg(values => Math.min(...values)),
  Max: reduction(largest, { axesAttribute: 'reductionIndices', isDefinedForNone: false }),
  Mean: reduction(values => total(values) / values.length, { dtype: 'float32', isDefinedForNone: false }),
  Min: reduction(values => Math.min(...values), { isDefinedForNone: false }),
  Prod: reduction(values => values.reduce((product, value) => product * value, 1)),
  Sum: reduction(total),

  Cumsum: ({ inputs, options }) => {
    const [{ dtype, rank }] = inputs
    const [exclusive, reverse] = [options['exclusive'] === true, options['reverse'] === true]
    return trickyShapes(rank).flatMap(({ label, shape }) => shape.map((_, axis): KernelCase => {
      const x = operand(shape, dtype, 31)
      const strides = rowMajorStrides(shape)
      const sums = generate(shape, index => {
        const offset = index.reduce((at, i, k) => at + i * strides[k], 0)
        let running = 0
        for (let i = 0; i < shape[axis]; i++) {
          const isBefore = reverse ? i > index[axis] : i < index[axis]
          if (isBefore || (!exclusive && i === index[axis])) running += x.data[offset + (i - index[axis]) * strides[axis]]
        }
        return running
      })
      return { label: `${label}, axis ${axis}`, inputs: { x }, attrs: { axis, exclusive, reverse }, expected: [{ ...sums, dtype }] }
    }))
  },

  // Every softmax of TensorFlow.js is along the last axis.
  Softmax: softmaxTwin(value => value),
  LogSoftmax: softmaxTwin(Math.log),
}

function softmaxTwin(f: (probability: number) => number): KernelTwin {
  return ({ inputs }) => {
    const [{ rank }] = inputs
    const caseOf = (label: string, logits: Operand): KernelCase => {
      const width = logits.shape.at(-1)!
      const data = new Float64Array(logits.data.length)
      for (let start = 0; start < data.length; start += width) {
        const row = logits.data.subarray(start, start + width)
        const top = row.reduce((a, b) => Math.max(a, b), -Infinity)
        const total = row.reduce((sum, value) => sum + Math.exp(value - top), 0)
        data.set(row.map(value => f(Math.exp(value - top) / total)), start)
      }
      return { label, inputs: { logits }, attrs: { dim: rank - 1, axis: rank - 1 }, expected: [{ shape: logits.shape, data, dtype: 'float32' }] }
    }
    const shape = [...Array.from({ length: rank - 1 }, () => 1), 4]
    return [
      ...trickyShapes(rank).map(({ label, shape: tricky }) => caseOf(label, operand(tricky, 'float32', 31))),
      caseOf('logits that are far apart', { shape, dtype: 'float32', data: Float64Array.of(60, 59, 58.5, 30) }),
    ]
  }
}
