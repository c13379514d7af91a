import * as tf from '@tensorflow/tfjs-core'
import type { SavedArray } from '../checkpoint/checkpoint.js'
import { readArrays, requireFiniteArrays, requireSame } from '../checkpoint/variableArrays.js'

/** Tensors with the shape of a parameter that an update keeps. They start at zero and are replaced as a whole. */
export interface Slots<Name extends string> {
  get(name: Name): tf.Tensor
  /** Keeps `value` beyond any tidy and disposes the old one. */
  replace(name: Name, value: tf.Tensor): void
  save(): Promise<Record<string, SavedArray>>
  restore(arrays: Readonly<Record<string, SavedArray>>): void
  dispose(): void
}

export function createSlots<Name extends string>(shape: readonly number[], names: readonly Name[]): Slots<Name> {
  const tensors = Object.fromEntries(names.map(name => [name, tf.keep(tf.zeros([...shape]))])) as Record<Name, tf.Tensor>
  function replace(name: Name, value: tf.Tensor): void {
    const before = tensors[name]
    tensors[name] = tf.keep(value)
    before.dispose()
  }
  return {
    get: name => tensors[name],
    replace,
    save: () => readArrays(tensors),
    restore(arrays) {
      requireSlots(shape, names, arrays)
      for (const name of names) replace(name, tf.tensor(arrays[name].data.slice(), [...shape], 'float32'))
    },
    dispose: () => tf.dispose(tensors),
  }
}

/** @throws {CheckpointMismatchError} unless there are finite arrays of exactly these names, each of the given shape. */
export function requireSlots(
  shape: readonly number[],
  names: readonly string[],
  arrays: Readonly<Record<string, SavedArray>>,
): void {
  requireSame('slots of the optimiser', [...names].sort().join(', '), Object.keys(arrays).sort().join(', '))
  for (const name of names) {
    requireSame(`shape of slot '${name}'`, `[${shape.join(', ')}]`, `[${arrays[name].shape.join(', ')}]`)
  }
  requireFiniteArrays(arrays)
}
