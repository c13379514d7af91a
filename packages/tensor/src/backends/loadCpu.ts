import * as tf from '@tensorflow/tfjs-core'
import { repairKernels } from '../kernels/repairKernels.js'
import type { Availability } from './availability.js'
import { processorName } from './processorName.js'

/** Plain JavaScript: runs everywhere, for tests and tiny data. */
export async function loadCpu(): Promise<Availability> {
  await import('@tensorflow/tfjs-backend-cpu')
  repairKernels('cpu')
  // It advises on first use to install the native package; here that advice is `passedOver`.
  Object.assign(tf.findBackend('cpu'), { firstUse: false })
  return { available: true, name: 'cpu', tfjsName: 'cpu', device: await processorName(), threads: 1 }
}
