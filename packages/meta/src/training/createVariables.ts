import { ensureBackend, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Prepares the backend and creates variables of the parameters. */
export async function createVariables(tensors: () => NamedTensors): Promise<Record<string, tf.Variable>> {
  await ensureBackend()
  return tf.tidy(() => Object.fromEntries(Object.entries(tensors()).map(([name, value]) => [name, tf.variable(value)])))
}
