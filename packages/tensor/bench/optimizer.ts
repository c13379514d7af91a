/*
 * What share of a training step the optimiser takes: dense autoencoder 784-500-500-2000-10 and mirror, batch 256,
 * Adam, against the stock Adam of TensorFlow.js, steps interleaved.
 *
 *   npx tsx bench/optimizer.ts [backend…]
 */
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../src/backends/loadBackend.js'
import type { BackendName } from '../src/backends/backendName.js'
import { adam } from '../src/optimizers/adam.js'

const repeats = { tensorflow: 15, 'tensorflow-gpu': 30, webgpu: 15, wasm: 3, cpu: 1 }
const widths = [784, 500, 500, 2000, 10, 2000, 500, 500, 784]
const asked = process.argv.slice(2) as BackendName[]

for (const name of asked.length ? asked : (['tensorflow', 'wasm'] as const)) {
  const backend = await loadBackend(name)
  if (!backend.available) {
    console.log(`${name}: ${backend.reason}`)
    continue
  }
  await tf.setBackend(backend.tfjsName)
  const parameters: Record<string, tf.Variable> = {}
  for (let layer = 1; layer < widths.length; layer++) {
    const [inputs, outputs] = [widths[layer - 1], widths[layer]]
    const limit = Math.sqrt(6 / (inputs + outputs))
    parameters[`w${layer}`] = tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, 'float32', layer))
    parameters[`b${layer}`] = tf.variable(tf.zeros([outputs]))
  }
  const batch = tf.randomUniform([256, 784], 0, 1, 'float32', 99)
  const loss = (): tf.Scalar => {
    let hidden: tf.Tensor = batch
    for (let layer = 1; layer < widths.length; layer++) {
      hidden = tf.add(tf.matMul(hidden as tf.Tensor2D, parameters[`w${layer}`] as tf.Tensor2D), parameters[`b${layer}`])
      if (layer !== 4 && layer !== widths.length - 1) hidden = tf.relu(hidden)
    }
    return tf.mean(tf.squaredDifference(hidden, batch))
  }
  const ours = adam(parameters)
  const stock = tf.train.adam(1e-3)
  const variables = Object.values(parameters)
  // Gradients once, so that the optimisers can be timed alone: their cost does not depend on the numbers.
  const { value, grads } = tf.variableGrads(loss, variables)
  const named = Object.fromEntries(Object.entries(parameters).map(([key, variable]) => [key, grads[variable.name]]))
  const ways: Record<string, () => void> = {
    gradients: () => tf.tidy(() => void tf.variableGrads(loss, variables).value.dataSync()),
    adam: () => ours.apply(named),
    'stock adam': () => stock.applyGradients(grads as tf.NamedTensorMap & Record<string, tf.Variable>),
  }
  const times: Record<string, number[]> = {}
  for (let repeat = 0; repeat <= repeats[name]; repeat++) {
    for (const [way, take] of Object.entries(ways)) {
      const from = performance.now()
      take()
      variables[0].dataSync()
      if (repeat > 0) (times[way] ??= []).push(performance.now() - from)
    }
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]
  const [alone, withOurs, withStock] = Object.keys(ways).map(way => median(times[way]))
  const share = (cost: number): string => `${cost.toFixed(1)} ms = ${((100 * cost) / (alone + cost)).toFixed(1)} % of a step`
  console.log(`${name}: gradients ${alone.toFixed(1)} ms; adam ${share(withOurs)}; stock adam ${share(withStock)}`)
  tf.dispose([value, grads])
}
