import { requireModelArrays, type NamedVariables, type SavedArray } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Reads the current values from the device. */
export async function readArrays(variables: NamedVariables): Promise<Record<string, SavedArray>> {
  const arrays: Record<string, SavedArray> = {}
  for (const [name, variable] of Object.entries(variables)) {
    arrays[name] = { shape: variable.shape, data: (await variable.data<'float32'>()).slice() }
  }
  return arrays
}

/** @throws {InvalidModelFileError} unless names and shapes match. In that case no variable is changed. */
export function assignArrays(variables: NamedVariables, arrays: Readonly<Record<string, SavedArray>>): void {
  requireModelArrays(Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape])), arrays)
  for (const [name, variable] of Object.entries(variables)) {
    tf.tidy(() => variable.assign(tf.tensor(arrays[name].data, variable.shape)))
  }
}
