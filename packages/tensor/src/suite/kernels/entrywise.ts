import type * as tf from '@tensorflow/tfjs-core'
import { generate, map, type Dense } from '../../testing/float64.js'
import { longAxis, operand, shapeOf, specialValues, trickyShapes, type KernelCase, type KernelTwin, type Operand } from './kernelCase.js'

interface EntrywiseOptions {
  /** Draws positive values only. */
  readonly isPositive?: boolean
  /** Whether the function is periodic, so that large values have no meaning in float32. */
  readonly isPeriodic?: boolean
  /** Dtype of the result, if it differs from that of the input. */
  readonly dtype?: tf.DataType
  readonly attrs?: tf.NamedAttrMap
}

/** Converts a value to `dtype`: rounds to float32, truncates to an integer, or tests for not 0. */
export function held(value: number, dtype: tf.DataType): number {
  if (dtype === 'bool') return value === 0 ? 0 : 1
  return dtype === 'int32' ? Math.trunc(value) | 0 : Math.fround(value)
}

const one = (f: (value: number) => number, { isPositive = false, isPeriodic = false, dtype, attrs = {} }: EntrywiseOptions = {}): KernelTwin =>
  ({ inputs }) => {
    const [{ name, dtype: inputType, rank }] = inputs
    const outputType = dtype ?? inputType
    const caseOf = (label: string, x: Operand): KernelCase => ({
      label,
      inputs: { [name]: x },
      attrs,
      isTrigonometric: isPeriodic,
      expected: [{ ...map(x, value => held(f(value), outputType)), dtype: outputType }],
    })
    const ordinary = trickyShapes(rank).map(({ label, shape }) => caseOf(label, operand(shape, inputType, 31, isPositive)))
    if (inputType !== 'float32' || rank === 0 || outputType === 'int32' || isPeriodic) return ordinary
    const shape = [...shapeOf(rank - 1).map(() => 1), specialValues.length]
    const special = { shape, dtype: inputType, data: Float64Array.from(specialValues) } as const
    return [...ordinary, { ...caseOf('NaN, infinities and large values', special), hasNonFinite: true }]
  }

/** Shapes of two operands for every way of broadcasting that their ranks allow. */
function broadcastShapes(rankA: number, rankB: number): readonly { readonly label: string; readonly a: number[]; readonly b: number[] }[] {
  const [a, b] = [shapeOf(rankA), shapeOf(rankB)]
  const ones = (shape: number[], parity: number) => shape.map((size, axis) => ((shape.length - axis) % 2 === parity ? 1 : size))
  const long = (shape: number[]) => shape.with(-1, longAxis(Math.max(rankA, rankB)))
  return [
    { label: `[${a}] and [${b}]`, a, b },
    ...(rankA === 0 && rankB === 0 ? [] : [
      { label: 'the second with axes of length 1', a, b: ones(b, 0) },
      { label: 'the second with a last axis of length 1', a, b: ones(b, 1) },
      { label: 'the first with axes of length 1', a: ones(a, 0), b },
      { label: 'each with axes of length 1', a: ones(a, 1), b: ones(b, 0) },
      { label: 'a first axis of length 0', a: rankA >= rankB ? a.with(0, 0) : a, b: rankB >= rankA ? b.with(0, 0) : b },
      { label: 'a long last axis', a: rankA === 0 ? a : long(a), b: rankB === 0 ? b : long(b) },
    ]),
  ]
}

/** Applies `f` to corresponding entries of two arrays. Axes of length 1 are repeated. */
export function broadcast(a: Dense, b: Dense, f: (x: number, y: number) => number): Dense {
  const rank = Math.max(a.shape.length, b.shape.length)
  const padded = ({ shape }: Dense) => [...Array.from({ length: rank - shape.length }, () => 1), ...shape]
  const [shapeA, shapeB] = [padded(a), padded(b)]
  const shape = shapeA.map((size, axis) => (size === 1 ? shapeB[axis] : size))
  const entry = (x: Dense, padding: number[], index: readonly number[]) => {
    let offset = 0
    for (let axis = 0; axis < rank; axis++) offset = offset * padding[axis] + (padding[axis] === 1 ? 0 : index[axis])
    return x.data[offset]
  }
  return generate(shape, index => f(entry(a, shapeA, index), entry(b, shapeB, index)))
}

const two = (f: (x: number, y: number) => number, { dtype, isPositive = false }: EntrywiseOptions = {}): KernelTwin =>
  ({ inputs }) => {
    const [first, second] = inputs
    const outputType = dtype ?? first.dtype
    const caseOf = (label: string, a: Operand, b: Operand): KernelCase => ({
      label,
      inputs: { [first.name]: a, [second.name]: b },
      attrs: {},
      expected: [{ ...map(broadcast(a, b, f), value => held(value, outputType)), dtype: outputType }],
    })
    const ordinary = broadcastShapes(first.rank, second.rank).map(({ label, a, b }) =>
      caseOf(label, operand(a, first.dtype, 31, isPositive), operand(b, second.dtype, 32)))
    if (first.dtype !== 'float32' || second.dtype !== 'float32' || first.rank === 0 || second.rank === 0) return ordinary
    const n = specialValues.length
    const special = (rank: number, at: (i: number) => number): Operand => ({
      shape: [...shapeOf(rank - 1).map(() => 1), n * n],
      dtype: 'float32',
      data: Float64Array.from({ length: n * n }, (_, i) => specialValues[at(i)]),
    })
    const everyPair = caseOf('NaN, infinities and large values', special(first.rank, i => Math.floor(i / n)), special(second.rank, i => i % n))
    return [...ordinary, { ...everyPair, hasNonFinite: true }]
  }

const isTrue = (claim: boolean) => (claim ? 1 : 0)
const bool = { dtype: 'bool' } as const
const squaredDifference = (x: number, y: number) => {
  const difference = Math.fround(x - y)
  return difference * difference
}

export const entrywiseTwins: Readonly<Record<string, KernelTwin>> = {
  Abs: one(Math.abs),
  Ceil: one(Math.ceil),
  ClipByValue: one(value => (value < -0.03 ? -0.03 : value > 0.04 ? 0.04 : value), { attrs: { clipValueMin: -0.03, clipValueMax: 0.04 } }),
  Cos: one(Math.cos, { isPeriodic: true }),
  Elu: one(value => (value < 0 ? Math.expm1(value) : value)),
  Exp: one(Math.exp),
  Expm1: one(Math.expm1),
  Floor: one(Math.floor),
  Identity: one(value => value),
  IsFinite: one(value => isTrue(Number.isFinite(value)), bool),
  IsNan: one(value => isTrue(Number.isNaN(value)), bool),
  LeakyRelu: one(value => (value < 0 ? 0.2 * value : value), { attrs: { alpha: 0.2 } }),
  Log: one(Math.log, { isPositive: true }),
  Log1p: one(Math.log1p, { isPositive: true }),
  LogicalNot: one(value => 1 - value),
  Neg: one(value => -value),
  OnesLike: one(() => 1),
  Reciprocal: one(value => 1 / value),
  Relu: one(value => (value < 0 ? 0 : value)),
  Round: one(value => Math.round(value)),
  Rsqrt: one(value => 1 / Math.sqrt(value), { isPositive: true }),
  Selu: one(value => 1.0507009873554805 * (value < 0 ? 1.6732632423543772 * Math.expm1(value) : value)),
  Sigmoid: one(value => 1 / (1 + Math.exp(-value))),
  Sign: one(Math.sign),
  Sin: one(Math.sin, { isPeriodic: true }),
  Softplus: one(value => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)))),
  Sqrt: one(Math.sqrt, { isPositive: true }),
  Square: one(value => value * value),
  Step: one(value => (value > 0 ? 1 : value <= 0 ? 0 : NaN), { attrs: { alpha: 0 } }),
  Tanh: one(Math.tanh),
  ZerosLike: one(() => 0),
  Cast: call => {
    const dtype = call.options['dtype'] as tf.DataType
    const toInteger = dtype === 'int32' && call.inputs[0].dtype === 'float32'
    const fractions = toInteger ? map(operand([6], 'float32', 5), value => 10 * value) : null
    const cases = one(value => value, { dtype, attrs: { dtype } })(call)
    return fractions === null || call.inputs[0].rank !== 1
      ? cases
      : [...cases, {
          label: 'fractions',
          inputs: { x: { ...fractions, data: fractions.data.map(Math.fround), dtype: 'float32' } },
          attrs: { dtype },
          expected: [{ ...map(fractions, Math.trunc), dtype: 'int32' }],
        }]
  },

  Add: two((x, y) => x + y),
  Equal: two((x, y) => isTrue(x === y), bool),
  Greater: two((x, y) => isTrue(x > y), bool),
  GreaterEqual: two((x, y) => isTrue(x >= y), bool),
  Less: two((x, y) => isTrue(x < y), bool),
  LessEqual: two((x, y) => isTrue(x <= y), bool),
  LogicalAnd: two((x, y) => x * y),
  LogicalOr: two((x, y) => Math.max(x, y)),
  Maximum: two(Math.max),
  Minimum: two(Math.min),
  Mod: two((x, y) => x - Math.floor(x / y) * y, { isPositive: true }),
  Multiply: two((x, y) => x * y),
  NotEqual: two((x, y) => isTrue(x !== y), bool),
  Pow: two(Math.pow, { isPositive: true }),
  RealDiv: two((x, y) => x / y),
  SquaredDifference: two(squaredDifference),
  Sub: two((x, y) => x - y),

  AddN: ({ inputs }) => trickyShapes(inputs[0].rank).flatMap(({ label, shape }) => [1, 3].map((count): KernelCase => {
    const terms = Array.from({ length: count }, (_, i) => operand(shape, inputs[0].dtype, 31 + i))
    return {
      label: `${count} of them, ${label}`,
      inputs: Object.fromEntries(terms.entries()),
      attrs: {},
      expected: [{ ...terms.slice(1).reduce((sum: Dense, term) => broadcast(sum, term, (x, y) => x + y), terms[0]), dtype: inputs[0].dtype }],
    }
  })),
  // y is the output of Elu.
  EluGrad: ({ inputs }) => trickyShapes(inputs[0].rank).map(({ label, shape }): KernelCase => {
    const [dy, y] = [operand(shape, 'float32', 31), operand(shape, 'float32', 32)]
    return { label, inputs: { dy, y }, attrs: {}, expected: [{ ...broadcast(dy, y, (outer, value) => outer * (value < 0 ? value + 1 : 1)), dtype: 'float32' }] }
  }),
  Prelu: ({ inputs }) => {
    const [{ rank: slopeRank }, { rank }] = inputs
    return trickyShapes(rank).map(({ label, shape }): KernelCase => {
      const [alpha, x] = [operand(shape.slice(rank - slopeRank), 'float32', 32), operand(shape, 'float32', 31)]
      return { label, inputs: { alpha, x }, attrs: {}, expected: [{ ...broadcast(x, alpha, (value, slope) => (value < 0 ? value * slope : value)), dtype: 'float32' }] }
    })
  },
  Select: ({ inputs }) => {
    const typeOf = (name: string) => inputs.find(input => input.name === name)!
    const [condition, t] = [typeOf('condition'), typeOf('t')]
    return trickyShapes(t.rank).map(({ label, shape }): KernelCase => {
      const which = operand(condition.rank === t.rank ? shape : shape.slice(0, condition.rank), 'bool', 30)
      const [yes, no] = [operand(shape, t.dtype, 31), operand(shape, t.dtype, 32)]
      const perEntry = yes.data.length / Math.max(which.data.length, 1)
      return {
        label,
        inputs: { condition: which, t: yes, e: no },
        attrs: {},
        expected: [{ shape, dtype: t.dtype, data: yes.data.map((value, i) => (which.data[Math.floor(i / perEntry)] ? value : no.data[i])) }],
      }
    })
  },
}
