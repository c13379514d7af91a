import * as tf from '@tensorflow/tfjs-core'
import { repairKernels } from '../kernels/repairKernels.js'
import type { Availability } from './availability.js'
import { processorName } from './processorName.js'

/** Plain JavaScript. It runs everywhere and is meant for tests and tiny data. */
export async function loadCpu(): Promise<Availability> {
  await import('@tensorflow/tfjs-backend-cpu')
  repairKernels('cpu')
  // On first use this backend advises installing the native package. `passedOver` already gives that advice.
  Object.assign(tf.findBackend('cpu'), { firstUse: false })
  return { available: true, name: 'cpu', tfjsName: 'cpu', device: processorName(), threads: 1 }
}
