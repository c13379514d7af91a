import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from './learner.js'

/** T copies of each parameter, [T, ...shape]. */
export function copiesOf(parameters: NamedTensors, tasks: number): NamedTensors {
  // The gradient of a sum is one reduction; that of tile is a chain of T slices.
  return mapTensors(parameters, value => tf.add(value, tf.zeros([tasks, ...value.shape.map(() => 1)])))
}

export function tensorsOf(arrays: NamedArrays): NamedTensors {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data, shape }]) => [name, tf.tensor(data.slice(), [...shape], 'float32')]))
}

/** Reads the values to the host. The tensors are not disposed. */
export async function arraysOf(tensors: NamedTensors): Promise<NamedArrays> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const data = await tensor.data<'float32'>()
    return [name, { shape: tensor.shape, data: data.slice() }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** The parameters of one of T tasks. */
export function arraysOfTask(arrays: NamedArrays, task: number): NamedArrays {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape: [, ...shape], data }]) => {
      const size = shape.reduce((product, side) => product * side, 1)
      return [name, { shape, data: data.slice(task * size, (task + 1) * size) }]
    }),
  )
}

export function mapTensors(tensors: NamedTensors, map: (value: tf.Tensor, name: string) => tf.Tensor): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, map(value, name)]))
}

export function addTensors(a: NamedTensors, b: NamedTensors): NamedTensors {
  return mapTensors(a, (value, name) => tf.add(value, b[name]))
}

/** Adds a prefix to the names, for checkpoints and files that hold several sets of arrays. */
export function prefixed<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]))
}

/** The values whose names start with the prefix, which is removed. */
export function withPrefix<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
  )
}

export function shapesOf(arrays: NamedArrays): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]))
}
