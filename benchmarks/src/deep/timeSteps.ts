import { adam, convolutionalEncoder, denseNetwork, mirrorOf, softmaxCrossEntropy } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { ModelBenchmarkOptions } from './modelOptions.js'

/** Median time of one Adam step, milliseconds. */
export interface StepTimes {
  readonly network: string
  readonly ours: number
  /** PyTorch in eager mode on the same cores; null if it is not installed. */
  readonly torch: number | null
}

const repeats = 40
/** Mixtura and PyTorch run alternately, so that both see the same state of the machine. */
const turns = 3

/** The dense autoencoder 784-500-500-2000-10 at batch 256 and the CNN 5x5x32, 5x5x64, 128 at batch 128. */
export async function timeSteps({ quick }: Pick<ModelBenchmarkOptions, 'quick'>): Promise<readonly StepTimes[]> {
  const count = quick ? 5 : repeats
  const networks = [
    { network: 'dense autoencoder, batch 256', name: 'dense', step: denseStep() },
    { network: 'CNN, batch 128', name: 'cnn', step: convolutionalStep() },
  ]
  const times: StepTimes[] = []
  for (const { network, name, step } of networks) {
    const ours: number[] = []
    const torch: number[] = []
    for (let turn = 0; turn < (quick ? 1 : turns); turn++) {
      ours.push(...(await milliseconds(step, count)))
      torch.push(...torchMilliseconds(name, count))
    }
    const row = { network, ours: median(ours), torch: torch.length > 0 ? median(torch) : null }
    times.push(row)
    console.log(`${network}: ${row.ours.toFixed(1)} ms a step, ${row.torch === null ? 'PyTorch not found (set MIXTURA_PYTHON)' : `PyTorch ${row.torch.toFixed(1)} ms, ratio ${(row.ours / row.torch).toFixed(2)}`}`)
  }
  return times
}

function denseStep(): () => tf.Scalar {
  const layers = { inputs: 784, widths: [500, 500, 2000, 10], seed: 1, name: 'encoder' }
  const [encoder, decoder] = [denseNetwork(layers), mirrorOf(layers)]
  const optimizer = adam({ ...encoder.parameters, ...decoder.parameters })
  const inputs = tf.randomUniform([256, 784], 0, 1, 'float32', 1)
  return () => optimizer.minimize(() => ({ loss: tf.losses.meanSquaredError(inputs, decoder.apply(encoder.apply(inputs))) as tf.Scalar })).loss
}

function convolutionalStep(): () => tf.Scalar {
  const network = convolutionalEncoder({ height: 28, width: 28, widths: [128, 10], seed: 1 })
  const optimizer = adam(network.parameters)
  const inputs = tf.randomUniform([128, 28, 28, 1], 0, 1, 'float32', 1)
  const labels = tf.oneHot(tf.tensor1d(Array.from({ length: 128 }, (_, i) => i % 10), 'int32'), 10)
  return () => optimizer.minimize(() => ({ loss: tf.mean(softmaxCrossEntropy(labels, network.apply(inputs))) as tf.Scalar })).loss
}

async function milliseconds(step: () => tf.Scalar, count: number): Promise<number[]> {
  const times: number[] = []
  for (let i = -3; i < count; i++) {
    const from = performance.now()
    const loss = step()
    await loss.data()
    loss.dispose()
    if (i >= 0) times.push(performance.now() - from)
  }
  return times
}

function torchMilliseconds(network: string, count: number): number[] {
  const script = fileURLToPath(new URL('timeTorchSteps.py', import.meta.url))
  for (const python of [process.env['MIXTURA_PYTHON'], 'python3'].filter(name => name !== undefined)) {
    const run = spawnSync(python, [script, network, String(count), String(cpus().length)], { encoding: 'utf8' })
    if (run.status === 0) return JSON.parse(run.stdout) as number[]
  }
  return []
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
