import * as tf from '@tensorflow/tfjs-core'
import { useBackend } from './useBackend.js'

/** Waits for the backend in use. If there is none, selects the best of this machine. Models call this before they compute. */
export async function ensureBackend(): Promise<void> {
  if (!tf.getBackend()) await useBackend()
  await tf.ready()
}
