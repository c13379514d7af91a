import * as tf from '@tensorflow/tfjs-core'
import { useBackend } from './useBackend.js'

/** Waits for the backend in use; where none is yet, puts the best of this machine in use. Models call it before they compute. */
export async function ensureBackend(): Promise<void> {
  if (!tf.getBackend()) await useBackend()
  await tf.ready()
}
