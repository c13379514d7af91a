import type * as tf from '@tensorflow/tfjs-core'
import { at, generate, sizeOf, type Dense } from '../../testing/float64.js'
import { operand, rowMajorStrides, trickyShapes, type KernelCall, type KernelCase, type KernelTwin, type Operand } from './kernelCase.js'

/* Kernels that move values, or create them from attributes alone. */

/** Cases over the tricky shapes of the first input. Each variant has attributes and the expected results. */
const moved = (variants: (x: Operand) => readonly { readonly label?: string; readonly attrs: tf.NamedAttrMap; readonly results: readonly Dense[] }[]): KernelTwin =>
  ({ inputs }) => {
    const [{ name, dtype, rank }] = inputs
    return trickyShapes(rank).flatMap(({ label, shape }) => {
      const x = operand(shape, dtype, 31)
      return variants(x).map((variant): KernelCase => ({
        label: [label, variant.label].filter(Boolean).join(', '),
        inputs: { [name]: x },
        attrs: variant.attrs,
        expected: variant.results.map(result => ({ ...result, dtype })),
      }))
    })
  }

const axesOf = ({ shape }: Dense): number[] => shape.map((_, axis) => axis)

function permutations(axes: readonly number[]): number[][] {
  if (axes.length === 0) return [[]]
  return axes.flatMap((axis, i) => permutations(axes.filter((_, k) => k !== i)).map(rest => [axis, ...rest]))
}

/** All permutations of up to four axes; for more axes only those that move one axis. */
const ordersOf = (rank: number): number[][] => {
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  if (rank <= 4) return permutations(axes)
  return axes.flatMap(axis => axes.map(place => axes.filter(other => other !== axis).toSpliced(place, 0, axis)))
}

const listed = (call: KernelCall, counts: readonly number[], build: (parts: readonly Operand[], label: string) => readonly KernelCase[]): readonly KernelCase[] => {
  const [{ dtype, rank }] = call.inputs
  return trickyShapes(rank).flatMap(({ label, shape }) =>
    counts.flatMap(count => build(Array.from({ length: count }, (_, i) => operand(shape, dtype, 31 + i)), `${count} of them, ${label}`)))
}

/** Concatenates along an axis. */
function joined(parts: readonly Dense[], axis: number): Dense {
  const lengths = parts.map(({ shape }) => shape[axis])
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return generate(parts[0].shape.with(axis, total), index => {
    let [which, i] = [0, index[axis]]
    while (i >= lengths[which]) i -= lengths[which++]
    return at(parts[which], ...index.with(axis, i))
  })
}

export const arrangementTwins: Readonly<Record<string, KernelTwin>> = {
  // For a single part `tf.concat` does not call the kernel.
  Concat: call => listed(call, [2, 3], (parts, label) => parts[0].shape.map((size, axis): KernelCase => {
    // Parts have different lengths along the axis.
    const shapes = parts.map(({ shape }, i) => shape.with(axis, size + i))
    const drawn = shapes.map((shape, i) => operand(shape, parts[0].dtype, 31 + i))
    return { label: `${label}, axis ${axis}`, inputs: Object.fromEntries(drawn.entries()), attrs: { axis }, expected: [{ ...joined(drawn, axis), dtype: parts[0].dtype }] }
  })),
  ExpandDims: moved(x => Array.from({ length: x.shape.length + 1 }, (_, dim) => ({
    label: `at ${dim}`, attrs: { dim }, results: [{ shape: x.shape.toSpliced(dim, 0, 1), data: x.data }],
  }))),
  GatherV2: ({ inputs }) => {
    const typeOf = (name: string) => inputs.find(input => input.name === name)!
    const { dtype, rank } = typeOf('x')
    return trickyShapes(rank).flatMap(({ label, shape }) => shape.flatMap((size, axis): KernelCase[] => {
      if (size === 0) return []
      const picked = Float64Array.from({ length: 4 }, (_, i) => (7 * i + 2) % size)
      const x = operand(shape, dtype, 31)
      return [{
        label: `${label}, axis ${axis}`,
        inputs: { x, indices: { shape: [4], dtype: typeOf('indices').dtype, data: picked } },
        attrs: { axis, batchDims: 0 },
        expected: [{ ...generate(shape.with(axis, 4), index => at(x, ...index.with(axis, picked[index[axis]]))), dtype }],
      }]
    }))
  },
  Pack: call => listed(call, [1, 3], (parts, label) => Array.from({ length: parts[0].shape.length + 1 }, (_, axis): KernelCase => {
    const parted = parts.map(({ shape, data }) => ({ shape: shape.toSpliced(axis, 0, 1), data }))
    return { label: `${label}, axis ${axis}`, inputs: Object.fromEntries(parts.entries()), attrs: { axis }, expected: [{ ...joined(parted, axis), dtype: parts[0].dtype }] }
  })),
  PadV2: moved(x => [0, 1].flatMap(constantValue => axesOf(x).map(axis => {
    const paddings = x.shape.map((_, k) => (k === axis ? [2, 1] : [0, 0]))
    const isInside = (i: number) => i >= 2 && i < x.shape[axis] + 2
    return {
      label: `axis ${axis} with ${constantValue}`,
      attrs: { paddings, constantValue },
      results: [generate(x.shape.with(axis, x.shape[axis] + 3), index => (isInside(index[axis]) ? at(x, ...index.with(axis, index[axis] - 2)) : constantValue))],
    }
  }))),
  Reshape: moved(x => [[-1], x.shape, [1, ...x.shape], [...x.shape].reverse()]
    .filter(shape => !shape.includes(-1) || x.data.length > 0)
    .map(shape => ({
      label: `to [${shape}]`, attrs: { shape }, results: [{ shape: shape[0] === -1 ? [x.data.length] : shape, data: x.data }],
    }))),
  Reverse: moved(x => [...axesOf(x).map(axis => [axis]), axesOf(x).slice(0, 2)].map(dims => ({
    label: `axes ${dims}`, attrs: { dims }, results: [generate(x.shape, index => at(x, ...index.map((i, axis) => (dims.includes(axis) ? x.shape[axis] - 1 - i : i))))],
  }))),
  Slice: moved(x => axesOf(x).flatMap(axis => [[0, 1], [1, x.shape[axis] - 1], [0, x.shape[axis]]].filter(([begin, size]) => size >= 0 && begin + size <= x.shape[axis]).map(([begin, size]) => ({
    label: `${size} from ${begin} of axis ${axis}`,
    attrs: { begin: x.shape.map((_, k) => (k === axis ? begin : 0)), size: x.shape.with(axis, size) },
    results: [generate(x.shape.with(axis, size), index => at(x, ...index.with(axis, index[axis] + begin)))],
  })))),
  SplitV: moved(x => axesOf(x).filter(axis => x.shape[axis] > 1).map(axis => {
    const first = x.shape[axis] - 1
    return {
      label: `axis ${axis}`,
      attrs: { numOrSizeSplits: [first, 1], axis },
      results: [
        generate(x.shape.with(axis, first), index => at(x, ...index)),
        generate(x.shape.with(axis, 1), index => at(x, ...index.with(axis, first))),
      ],
    }
  })),
  StridedSlice: moved(x => axesOf(x).filter(axis => x.shape[axis] > 1).map(axis => ({
    label: `every second of axis ${axis}`,
    attrs: {
      begin: x.shape.map(() => 0), end: [...x.shape], strides: x.shape.map((_, k) => (k === axis ? 2 : 1)),
      beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0,
    },
    results: [generate(x.shape.with(axis, Math.ceil(x.shape[axis] / 2)), index => at(x, ...index.with(axis, 2 * index[axis])))],
  }))),
  Tile: moved(x => [x.shape.map((_, axis) => 1 + (axis % 2)), x.shape.map(() => 2)].map(reps => ({
    label: `${reps} times`, attrs: { reps }, results: [generate(x.shape.map((size, axis) => size * reps[axis]), index => at(x, ...index.map((i, axis) => i % x.shape[axis])))],
  }))),
  Transpose: moved(x => ordersOf(x.shape.length).map(perm => ({
    label: `to ${perm}`, attrs: { perm }, results: [generate(perm.map(axis => x.shape[axis]), index => at(x, ...perm.map((_, axis) => index[perm.indexOf(axis)])))],
  }))),
  Unpack: moved(x => axesOf(x).filter(axis => x.shape[axis] > 0 && x.shape[axis] < 100).map(axis => ({
    label: `axis ${axis}`,
    attrs: { axis },
    results: Array.from({ length: x.shape[axis] }, (_, i) => generate(x.shape.toSpliced(axis, 1), index => at(x, ...index.toSpliced(axis, 0, i)))),
  }))),
  UnsortedSegmentSum: ({ inputs }) => {
    const { dtype, rank } = inputs.find(({ name }) => name === 'x')!
    return trickyShapes(rank).map(({ label, shape }): KernelCase => {
      const x = operand(shape, dtype, 31)
      const segments = Float64Array.from({ length: shape[0] }, (_, i) => (7 * i + 2) % 4)
      const width = rowMajorStrides(shape)[0]
      const data = new Float64Array(4 * width)
      x.data.forEach((value, i) => (data[segments[Math.floor(i / width)] * width + (i % width)] += value))
      return {
        label,
        inputs: { x, segmentIds: { shape: [shape[0]], dtype: 'int32', data: segments } },
        attrs: { numSegments: 4 },
        expected: [{ shape: shape.with(0, 4), data, dtype }],
      }
    })
  },

  Fill: ({ options }) => [0, 1, 2, 3, 4].flatMap(rank => trickyShapes(rank)).map(({ label, shape }): KernelCase => {
    const dtype = options['dtype'] as tf.DataType
    const value = dtype === 'float32' ? 0.75 : 1
    return { label, inputs: {}, attrs: { shape, value, dtype }, expected: [{ shape, dtype, data: new Float64Array(sizeOf(shape)).fill(value) }] }
  }),
  LinSpace: () => [1, 2, 7].map((num): KernelCase => ({
    label: `${num} numbers`,
    inputs: {},
    attrs: { start: -1, stop: 2, num },
    expected: [{ shape: [num], dtype: 'float32', data: Float64Array.from({ length: num }, (_, i) => -1 + (num === 1 ? 0 : (3 * i) / (num - 1))) }],
  })),
  Range: ({ options }) => {
    const dtype = options['dtype'] as tf.DataType
    return [{ label: '0 to 6 by 2', inputs: {}, attrs: { start: 0, stop: 7, step: 2, dtype }, expected: [{ shape: [4], dtype, data: Float64Array.of(0, 2, 4, 6) }] }]
  },
  OneHot: ({ inputs, options }) => {
    const dtype = options['dtype'] as tf.DataType
    const { dtype: indexType, rank } = inputs[0]
    const values = dtype === 'float32' ? [[1, 0], [0.75, -0.5]] : dtype === 'int32' ? [[1, 0], [7, -2]] : [[1, 0]]
    return trickyShapes(rank).flatMap(({ label, shape }) => values.map(([onValue, offValue]): KernelCase => {
      // One of five indices is beyond the depth, so its row has only `offValue`.
      const indices = Float64Array.from({ length: sizeOf(shape) }, (_, i) => (3 * i) % 5)
      return {
        label: `${label}, ${onValue} and ${offValue}`,
        inputs: { indices: { shape, dtype: indexType, data: indices } },
        attrs: { dtype, depth: 4, onValue, offValue },
        expected: [{ shape: [...shape, 4], dtype, data: Float64Array.from({ length: 4 * indices.length }, (_, i) => (indices[Math.floor(i / 4)] === i % 4 ? onValue : offValue)) }],
      }
    }))
  },
}

