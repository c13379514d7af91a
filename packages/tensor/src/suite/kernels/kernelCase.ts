import type * as tf from '@tensorflow/tfjs-core'
import { drawnValues, type Dense } from '../../testing/float64.js'

/** An array and the dtype in which a backend holds it. */
export interface Operand extends Dense {
  readonly dtype: tf.DataType
}

/** One call of a kernel, and what must come of it. */
export interface KernelCase {
  /** What is special about this call, such as `axis 1` or `an axis of length 0`. */
  readonly label: string
  readonly inputs: Readonly<Record<string, Operand>>
  readonly attrs: tf.NamedAttrMap
  readonly expected: readonly Operand[]
  /** What errors are relative to, where terms may cancel; the largest entry of the result where nothing is said. */
  readonly magnitude?: number
  /** Which of equal values is chosen. GPUs, which compare in parallel, choose another; each is a subgradient. */
  readonly hasTies?: boolean
  /** Whether inputs or results are NaN or infinite. Then entries are compared one by one. */
  readonly hasNonFinite?: boolean
  /** Sines and cosines, for which WGSL (15.7.4.1) demands an absolute error of 2^-11 only. */
  readonly isTrigonometric?: boolean
}

/** A kernel's signature, taken apart (see `kernelSignature`). */
export interface KernelCall {
  readonly kernelName: string
  readonly inputs: readonly { readonly name: string; readonly dtype: tf.DataType; readonly rank: number }[]
  /** Whether the kernel takes a list, whose entries are all of the type of the first input. */
  readonly takesList: boolean
  /** Attributes that are true, or words. */
  readonly options: Readonly<Record<string, string | true>>
}

/** Cases for every way to call a kernel: its twin in float64. */
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

/** A shape of `rank` axes, no two neighbours of which are alike. */
export const shapeOf = (rank: number): number[] => sizes.slice(sizes.length - rank)

/** Lengths beyond a register of SIMD, neither of which is a multiple of one; vectors are long enough for several threads. */
export const longAxis = (rank: number): number => (rank === 1 ? 5003 : 67)

/** Shapes that kernels get wrong: beside an ordinary one, axes of length 1, of length 0 and long ones. */
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

/** Seeded values as `dtype` holds them: integers of ±10, booleans, or floats away from 0. */
export function operand(shape: readonly number[], dtype: tf.DataType, seed: number, isPositive = false): Operand {
  const { data } = drawnValues(shape, seed)
  const values = isPositive ? data.map(Math.abs) : data
  if (dtype === 'bool') return { shape, dtype, data: values.map(value => (value > 0 ? 1 : 0)) }
  return { shape, dtype, data: dtype === 'int32' ? values.map(value => Math.sign(value) * Math.ceil(10 * Math.abs(value))) : values }
}

/** Numbers at which float32 ends, or functions do. */
export const specialValues = [NaN, Infinity, -Infinity, 0, -1, 1, 100, -100, 3e38, -3e38].map(Math.fround)

export const rowMajorStrides = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
