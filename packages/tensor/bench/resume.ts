/*
 * Whether a dense autoencoder (784-500-500-2000-10, batch 256) that stops after 4 of 8 steps and resumes ends with the
 * bits of one that does not stop, and what the loop costs beside its steps.
 *
 *   npx tsx bench/resume.ts [backend]
 */
import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { augmentImages } from '../src/augmentation/augmentImages.js'
import { loadBackend } from '../src/backends/loadBackend.js'
import type { BackendName } from '../src/backends/backendName.js'
import { memoryCheckpointStore } from '../src/checkpoint/checkpointStore.js'
import type { Batch } from '../src/feeding/batchFeed.js'
import { batchesOf } from '../src/feeding/batchesOf.js'
import { pixelScale } from '../src/feeding/feedValues.js'
import { denseNetwork } from '../src/networks/denseNetwork.js'
import { mirrorOf } from '../src/networks/denseNetwork.js'
import { adam } from '../src/optimizers/adam.js'
import { runTraining } from '../src/training/runTraining.js'

const backend = await loadBackend((process.argv[2] ?? 'tensorflow') as BackendName)
if (!backend.available) throw new Error(backend.reason)
await tf.setBackend(backend.tfjsName)
const random = createRandom(3)
const images = { data: Uint8Array.from({ length: 1280 * 784 }, () => random.integer(256)), rows: 1280, columns: 784 }

async function train(parts: readonly number[], name: string): Promise<Float32Array[]> {
  const store = memoryCheckpointStore()
  let values: Float32Array[] = []
  for (const steps of parts) {
    const encoderOptions = { inputs: 784, widths: [500, 500, 2000, 10], seed: 1, name: 'encoder' }
    const [encoder, decoder] = [denseNetwork(encoderOptions), mirrorOf(encoderOptions)]
    const parameters = { ...encoder.parameters, ...decoder.parameters }
    const optimizer = adam(parameters)
    const feed = batchesOf(images, {
      scale: pixelScale,
      transform: (batch, { random: own }) => augmentImages(batch, { height: 28, width: 28, rotation: 10, shift: 3 }, own),
    })
    let inSteps = 0
    const from = performance.now()
    const run = await runTraining<Batch>({
      program: { parameters, parts: { optimizer } },
      batches: feed.batches,
      step: ({ inputs, originals }) => {
        const stepFrom = performance.now()
        const metrics = optimizer.minimize(() => ({ loss: tf.mean(tf.squaredDifference(decoder.apply(encoder.apply(inputs)), originals)) as tf.Scalar }))
        inSteps += performance.now() - stepFrom
        return metrics
      },
      steps,
      ...(parts.length > 1 ? { checkpoints: { store } } : {}),
    })
    const whole = performance.now() - from
    const taken = run.steps - (run.resumedFrom ?? 0)
    console.log(`${name}: ${taken} steps, ${(inSteps / taken).toFixed(1)} ms each, ${((whole - inSteps) / taken).toFixed(1)} ms beside each`)
    values = Object.values(parameters).map(variable => Float32Array.from(variable.dataSync()))
    for (const one of [optimizer, encoder, decoder]) one.dispose()
  }
  return values
}
await train([5], 'warm-up')
const whole = await train([20], 'whole')
const again = await train([20], 'again')
const resumed = await train([7, 20], 'resumed')
const same = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean => a.every((array, i) => array.every((value, j) => value === b[i][j]))
console.log(`again the same bits: ${same(whole, again)}; resumed the same bits: ${same(whole, resumed)}`)
