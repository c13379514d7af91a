// Does it help to start the last layer of a network from Gaussians fitted to what it sees, instead of from random numbers?
import { createRandom, fitMixtureClassifier } from '@mixtura/core'
import { openSampleDataset } from '@mixtura/data'
import { lastLayerFromMixture, setLastLayer } from '@mixtura/deep'
import { adam, denseNetwork, runTraining, softmaxCrossEntropy, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

await useBackend('cpu')
const dataset = await openSampleDataset('iris')
const measurements = dataset.columns.filter(column => column.role === 'feature').map(column => column.name)
const { samples } = await dataset.readFeatures({ columns: measurements, scaling: 'standardize', missing: 'error' })
const names = (await dataset.readColumn('species')).map(String)
await dataset.close()
const species = [...new Set(names)].sort()
const labels = names.map(name => species.indexOf(name))

/** Of 12 hidden units; every third flower is for testing, which ones the seed decides. Errors in % after some steps. */
async function errorsOf(start: 'random' | 'Gaussians', seed: number, steps: readonly number[]): Promise<number[]> {
  const random = createRandom(seed)
  const isTest = labels.map(() => random.uniform() < 1 / 3)
  const rowsWhere = (test: boolean): { readonly x: tf.Tensor2D; readonly y: number[] } => {
    const rows = labels.flatMap((_, n) => (isTest[n] === test ? [n] : []))
    return { x: tf.tensor2d(rows.map(n => Array.from(samples.data.subarray(4 * n, 4 * n + 4)))), y: rows.map(n => labels[n]!) }
  }
  const [train, test] = [rowsWhere(false), rowsWhere(true)]
  const hidden = denseNetwork({ inputs: 4, widths: [12], outputActivation: 'tanh', seed, name: 'hidden' })
  const last = denseNetwork({ inputs: 12, widths: [3], seed: createRandom(seed).fork(1).integer(2 ** 32), name: 'last' })
  if (start === 'Gaussians') {
    const seen = (await hidden.apply(train.x).array()) as number[][]
    const { classifier } = await fitMixtureClassifier(seen, train.y, { method: 'EDDA', covarianceTypes: ['EEE'] })
    setLastLayer(last, lastLayerFromMixture(classifier))
  }
  const parameters = { ...hidden.parameters, ...last.parameters }
  const optimizer = adam(parameters, { learningRate: 0.01 })
  const oneHot = tf.oneHot(train.y, 3)
  const error = async (): Promise<number> => {
    const predicted = await tf.argMax(last.apply(hidden.apply(test.x)), 1).data()
    return (100 * predicted.filter((label, n) => label !== test.y[n]).length) / test.y.length
  }
  const errors = [await error()]
  await runTraining({
    program: { parameters, parts: { optimizer } },
    batches: () => [0],
    step: () => optimizer.minimize(() => ({ loss: softmaxCrossEntropy(oneHot, last.apply(hidden.apply(train.x))) })),
    epochs: Math.max(...steps),
    onEpoch: async ({ epoch }) => {
      if (steps.includes(epoch)) errors.push(await error())
    },
  })
  return errors
}

const steps = [10, 30, 100]
for (const start of ['random', 'Gaussians'] as const) {
  const runs: number[][] = []
  for (const seed of [1, 2, 3, 4, 5]) runs.push(await errorsOf(start, seed, steps))
  const means = [0, ...steps].map((step, i) => `${step}: ${(runs.reduce((sum, errors) => sum + errors[i]!, 0) / runs.length).toFixed(1)} %`)
  console.log(`${start.padEnd(9)} errors after so many steps, mean of 5 seeds: ${means.join(', ')}`)
}
