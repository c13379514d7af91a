import type * as tf from '@tensorflow/tfjs-core'
import { drawnValues, type Dense } from '../../testing/float64.js'

/** An array and the dtype in which a backend holds it. */
export interface Operand extends Dense {
  readonly dtype: tf.DataType
}

/** One call of a kernel with its expected results. */
export interface KernelCase {
  /** What is special about this call, such as `axis 1` or `an axis of length 0`. */
  readonly label: string
  readonly inputs: Readonly<Record<string, Operand>>
  readonly attrs: tf.NamedAttrMap
  readonly expected: readonly Operand[]
  /** Scale that errors are relative to, if terms may cancel; the largest entry of the result by default. */
  readonly magnitude?: number
  /** Whether the result depends on the choice among equal values. GPUs compare in parallel and may choose another one. */
  readonly hasTies?: boolean
  /** Whether inputs or results are NaN or infinite. Then entries are compared one by one. */
  readonly hasNonFinite?: boolean
  /** Whether the result is a sine or cosine, for which WGSL (15.7.4.1) only demands an absolute error of 2^-11. */
  readonly isTrigonometric?: boolean
}

/** The parts of a kernel's signature (see `kernelSignature`). */
export interface KernelCall {
  readonly kernelName: string
  readonly inputs: readonly { readonly name: string; readonly dtype: tf.DataType; readonly rank: number }[]
  /** Whether the kernel takes a list; all its entries have the type of the first input. */
  readonly takesList: boolean
  /** Attributes that are true or words. */
  readonly options: Readonly<Record<string, string | true>>
}

/** Makes the cases for a kernel, with results computed in float64. */
export type KernelTwin = (call: KernelCall) => readonly KernelCase[]

export function parseSignature(signature: string): KernelCall {
  const [, kernelName, content] = /^(\w+)\((.*)\)$/.exec(signature)!
  const parts = content!.split('; ').filter(part => part !== '')
  const isInput = (part: string) => /\[\d+\](\.\.\.)?$/.test(part)
  const types = parts.filter(isInput).flatMap(part => part.split(', '))
  const inputs = types.map(type => {
    const [, name = '', dtype, rank] = /^(?:(\w+) )?(\w+)\[(\d+)\]/.exec(type)!
    return { name, dtype: dtype as tf.DataType, rank: Number(rank) }
  })
  const options = parts.filter(part => !isInput(part)).map(part => {
    const [name, value] = part.split(' ')
    return [name!, value ?? true] as const
  })
  return { kernelName: kernelName!, inputs, takesList: types.some(type => type.endsWith('...')), options: Object.fromEntries(options) }
}

const sizes = [2, 3, 2, 3, 5] as const

/** A shape with `rank` axes; neighbouring axes have different lengths. */
export const shapeOf = (rank: number): number[] => sizes.slice(sizes.length - rank)

/** Length of an axis that exceeds a SIMD register and is not a multiple of one. Vectors are long enough for several threads. */
export const longAxis = (rank: number): number => (rank === 1 ? 5003 : 67)

/** Shapes that kernels often get wrong: an ordinary one, and ones with axes of length 1, of length 0 and long ones. */
export function trickyShapes(rank: number): readonly { readonly label: string; readonly shape: number[] }[] {
  const shape = shapeOf(rank)
  if (rank === 0) return [{ label: 'a scalar', shape }]
  return [
    { label: shape.join(' x '), shape },
    { label: 'axes of length 1', shape: shape.map((size, axis) => (axis % 2 === 0 ? 1 : size)) },
    { label: 'a last axis of length 1', shape: [...shape.slice(0, -1), 1] },
    { label: 'a first axis of length 0', shape: [0, ...shape.slice(1)] },
    { label: 'a long last axis', shape: [...shape.slice(0, -1), longAxis(rank)] },
  ]
}

/** Seeded values of `dtype`: integers from -10 to 10, booleans, or floats away from 0. */
export function operand(shape: readonly number[], dtype: tf.DataType, seed: number, isPositive = false): Operand {
  const { data } = drawnValues(shape, seed)
  const values = isPositive ? data.map(Math.abs) : data
  if (dtype === 'bool') return { shape, dtype, data: values.map(value => (value > 0 ? 1 : 0)) }
  return { shape, dtype, data: dtype === 'int32' ? values.map(value => Math.sign(value) * Math.ceil(10 * Math.abs(value))) : values }
}

/** Values at the limits of float32 or of functions. */
export const specialValues = [NaN, Infinity, -Infinity, 0, -1, 1, 100, -100, 3e38, -3e38].map(Math.fround)

export const rowMajorStrides = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
