import { createRandom } from '@mixtura/core'
import { countsKlDivergence, fitGaussianMixtureGan, plainGanPreset, type DenseDesign, type GanDesignOptions } from '@mixtura/deep'
import type { Network } from '@mixtura/tensor'
import { readImageSet } from '../deep/imageSet.js'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { classifyDigits, trainDigitClassifier } from './digitClassifier.js'
import { addToReport, timed } from './ganReport.js'
import { channelOf, stackedDigits } from './stackedDigits.js'

const network: DenseDesign = { kind: 'dense', widths: [512, 256] }
const dimensions = 32
/**
 * Dense networks. Without batch normalisation a convolutional discriminator recognises the first generated images at once, and
 * the generator gets no gradient.
 */
const shared: GanDesignOptions = { generator: network, discriminator: network, batchSize: 64, learningRate: 2e-4, beta1: 0.5 }
const designs: Readonly<Record<string, GanDesignOptions>> = {
  mixture: { latent: { dimensions, deviation: 1 } },
  plain: plainGanPreset({ dimensions }),
}

/**
 * Stacked MNIST: the number of modes found, of 1000, and KL(modes of generated images ‖ modes of the data). A CNN trained here
 * classifies the digits. The number of steps is far smaller than in the papers, so the results only illustrate the protocol.
 */
export async function benchmarkStackedDigits(options: ModelBenchmarkOptions, steps: number): Promise<void> {
  const { data, samples, seeds, quick, json, only, backend } = options
  const train = await readImageSet(data, 'train', quick ? 5000 : samples)
  const test = await readImageSet(data, 't10k', quick ? 1000 : Infinity)
  const classifier = await trainDigitClassifier(train, quick ? 1 : 2)
  const told = await classifyDigits(classifier, Float32Array.from(test.images.data, value => value / 255))
  const accuracy = told.filter((digit, i) => digit === test.labels[i]).length / told.length
  console.log(`classifier: accuracy ${(100 * accuracy).toFixed(2)} % on ${told.length} digits that it has not seen`)

  const rows = quick ? 2000 : 25_600
  const generated = quick ? 1000 : 26_000
  const shape = [train.height, train.width, 3]
  const real = stackedDigits(train, generated, createRandom(5))
  const realModes = await modesOf(classifier, Float64Array.from(real.data), real.columns)
  report('data', realModes)
  for (const [design, designOptions] of Object.entries(designs).filter(([name]) => only.includes(name) || !Object.keys(designs).some(known => only.includes(known)))) {
    for (const seed of seeds) {
      const images = stackedDigits(train, rows, createRandom(seed))
      const settings = { ...shared, ...designOptions, shape, seed, steps: quick ? 5 : steps }
      const { result, seconds, processorSeconds } = await timed(() => fitGaussianMixtureGan(images, settings))
      const drawn = await result.model.sample(generated, { seed })
      result.model.dispose()
      const counts = await modesOf(classifier, drawn.samples.data, drawn.samples.columns)
      const { modes, reverseKlDivergence } = report(`${design}, seed ${seed}, ${result.steps} steps, ${seconds.toFixed(0)} s`, counts)
      addToReport({ set: 'stacked', design, seed, quick, backend: backend.name, steps: result.steps, modes, reverseKlDivergence, seconds, processorSeconds }, json)
    }
  }
  classifier.dispose()
}

/** [1000] number of images of each three-digit number. */
async function modesOf(classifier: Network, stacked: Float64Array | Float32Array, columns: number): Promise<Int32Array> {
  const values = Float64Array.from(stacked)
  const [hundreds, tens, ones] = [
    await classifyDigits(classifier, channelOf(values, columns, 0)),
    await classifyDigits(classifier, channelOf(values, columns, 1)),
    await classifyDigits(classifier, channelOf(values, columns, 2)),
  ]
  const counts = new Int32Array(1000)
  hundreds.forEach((digit, i) => counts[100 * digit + 10 * tens[i] + ones[i]]++)
  return counts
}

function report(name: string, counts: Int32Array): { readonly modes: number; readonly reverseKlDivergence: number } {
  const modes = counts.filter(count => count > 0).length
  const reverseKlDivergence = countsKlDivergence(counts, new Array<number>(1000).fill(1e-3))
  console.log(`${name}: ${modes} of 1000 modes, KL ${reverseKlDivergence.toFixed(3)} nats`)
  return { modes, reverseKlDivergence }
}
