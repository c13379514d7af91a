/*
 * Milliseconds of one Adam step on 28 x 28 images, of a dense autoencoder 784-500-500-2000-10 (batch 256) and of a CNN
 * 5x5x32, 5x5x64, 128 (batch 128). `stock` takes the wasm backend as it comes: no threads, no repaired kernels.
 *
 *   npx tsx bench/backends.ts [backend…] [stock]
 */
import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import type { BackendName } from '../src/backends/backendName.js'
import { loadBackend } from '../src/backends/loadBackend.js'

const dense = (units: number, activation: 'relu' | 'linear', rest = {}) => layers.dense({ units, activation, ...rest })
const autoencoder = () => sequential({
  layers: [500, 500, 2000, 10, 2000, 500, 500, 784].map((units, i) =>
    dense(units, i === 3 || i === 7 ? 'linear' : 'relu', i === 0 ? { inputShape: [784] } : {}),
  ),
})
const convolution = (filters: number, rest = {}) => layers.conv2d({ filters, kernelSize: 5, padding: 'same', activation: 'relu', ...rest })
const classifier = () => sequential({
  layers: [
    convolution(32, { inputShape: [28, 28, 1] }),
    layers.maxPooling2d({ poolSize: 2 }),
    convolution(64),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    dense(128, 'relu'),
    dense(10, 'linear'),
  ],
})

async function medianStep(loss: () => tf.Scalar, steps: number): Promise<string> {
  const optimizer = tf.train.adam(1e-3)
  const times: number[] = []
  for (let i = 0; i <= steps; i++) {
    const from = performance.now()
    const value = optimizer.minimize(loss, true)!
    await value.data()
    value.dispose()
    if (i > 0) times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)[Math.floor(steps / 2)]!.toFixed(0)
}

async function measure(label: string): Promise<void> {
  const [encodeAndDecode, classify] = [autoencoder(), classifier()]
  const images = tf.randomUniform([256, 784], 0, 1, 'float32', 1)
  const steps = tf.getBackend() === 'cpu' ? 1 : 7
  const reconstruction = await medianStep(
    () => tf.losses.meanSquaredError(images, encodeAndDecode.apply(images, { training: true }) as tf.Tensor),
    steps,
  )
  const pictures = tf.reshape(tf.slice(images, [0, 0], [128, 784]), [128, 28, 28, 1])
  const labels = tf.oneHot(tf.tensor1d(Array.from({ length: 128 }, (_, i) => i % 10), 'int32'), 10)
  const classification = await medianStep(
    () => tf.losses.softmaxCrossEntropy(labels, classify.apply(pictures, { training: true }) as tf.Tensor),
    steps,
  ).catch((error: Error) => error.message)
  console.log(`${label}: dense ${reconstruction} ms, CNN ${classification} ms`)
}

const asked = process.argv.slice(2)
const names = asked.filter(name => name !== 'stock') as BackendName[]
if (asked.includes('stock')) {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname)
  await tf.setBackend('wasm')
  await measure('wasm, stock')
} else {
  for (const name of names.length ? names : (['tensorflow', 'wasm'] as const)) {
    const backend = await loadBackend(name)
    if (!backend.available) {
      console.log(`${name}: ${backend.reason}`)
      continue
    }
    await tf.setBackend(backend.tfjsName)
    await measure(`${name}${backend.threads === null ? '' : `, ${backend.threads} threads`}`)
  }
}
