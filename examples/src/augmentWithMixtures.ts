// Few labelled rows: does it help a network to learn from rows drawn from a mixture of each class as well?
import { createRandom } from '@mixtura/core'
import { openSampleDataset } from '@mixtura/data'
import { mixtureAugmentation } from '@mixtura/deep'
import { adam, denseNetwork, runTraining, softmaxCrossEntropy, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

await useBackend('cpu')
const dataset = await openSampleDataset('iris')
const measurements = dataset.columns.filter(column => column.role === 'feature').map(column => column.name)
const { samples } = await dataset.readFeatures({ columns: measurements, scaling: 'standardize', missing: 'error' })
const names = (await dataset.readColumn('species')).map(String)
await dataset.close()
const species = [...new Set(names)].sort()
const rowOf = (n: number): number[] => Array.from(samples.data.subarray(4 * n, 4 * n + 4))

/** Accuracy in % on all other flowers of a network that has seen `perSpecies` of each. */
async function accuracy(perSpecies: number, drawn: number, seed: number): Promise<number> {
  const random = createRandom(seed)
  const order = names.map((name, n) => ({ n, label: species.indexOf(name), at: random.uniform() })).sort((a, b) => a.at - b.at)
  const known = species.flatMap((_, label) => order.filter(flower => flower.label === label).slice(0, perSpecies))
  const others = order.filter(flower => !known.includes(flower))
  const given = { samples: known.map(({ n }) => rowOf(n)), labels: known.map(({ label }) => label) }
  const { samples: rows, labels } =
    drawn === 0
      ? { samples: { data: Float64Array.from(given.samples.flat()), rows: known.length }, labels: given.labels }
      : await mixtureAugmentation(given.samples, given.labels, { rowsPerClass: drawn, seed, classifier: { method: 'EDDA', covarianceTypes: ['EEE'] } })
  const network = denseNetwork({ inputs: 4, widths: [16, 3], seed })
  const optimizer = adam(network.parameters, { learningRate: 0.02 })
  const [x, y] = [tf.tensor2d(Float32Array.from(rows.data), [rows.rows, 4]), tf.oneHot([...labels], 3)]
  await runTraining({
    program: { parameters: network.parameters, parts: { optimizer } },
    batches: () => [0],
    step: () => optimizer.minimize(() => ({ loss: softmaxCrossEntropy(y, network.apply(x)) })),
    epochs: 100,
  })
  const predicted = await tf.argMax(network.apply(tf.tensor2d(others.map(({ n }) => rowOf(n)))), 1).data()
  return (100 * predicted.filter((label, i) => label === others[i]!.label).length) / others.length
}

const seeds = [1, 2, 3, 4, 5, 6]
for (const perSpecies of [5, 10, 20]) {
  const runs: (readonly [number, number])[] = []
  for (const seed of seeds) runs.push([await accuracy(perSpecies, 0, seed), await accuracy(perSpecies, 30, seed)])
  const mean = (of: 0 | 1): string => (runs.reduce((sum, run) => sum + run[of], 0) / runs.length).toFixed(1)
  const better = runs.filter(([plain, augmented]) => augmented > plain).length
  const worse = runs.filter(([plain, augmented]) => augmented < plain).length
  console.log(
    `${String(perSpecies).padStart(2)} of each species: ${mean(0)} % right, with 30 drawn beside ${mean(1)} %; ` +
      `of ${seeds.length} seeds better in ${better}, worse in ${worse}`,
  )
}
