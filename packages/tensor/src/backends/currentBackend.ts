import * as tf from '@tensorflow/tfjs-core'
import type { BackendName } from './backendName.js'

/** Name of the backend in use; undefined before the first is. */
export function currentBackend(): BackendName | undefined {
  const name = tf.engine().backendName as BackendName | undefined
  // Both native packages register one name.
  const { isUsingGpuDevice = false } = name ? (tf.backend() as { readonly isUsingGpuDevice?: boolean }) : {}
  return name === 'tensorflow' && isUsingGpuDevice ? 'tensorflow-gpu' : name
}
