/*
 * One E-step of a full-covariance mixture of 10 components over 70,000 rows of 10 columns: core's kernels and the backends.
 *
 *   npx tsx bench/statistics.ts [backend…]
 */
import { samplesSource, type MixtureParameters } from '@mixtura/core'
import { createRandom, matrix } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { loadBackend } from '../src/backends/loadBackend.js'
import type { BackendName } from '../src/backends/backendName.js'
import { tensorStatisticsSource } from '../src/statistics/tensorStatisticsSource.js'

const [rows, columns, components] = [70_000, 10, 10]
const random = createRandom(1)
const samples = matrix(Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns)
const model: MixtureParameters = {
  covarianceType: 'full',
  components,
  columns,
  weights: new Float64Array(components).fill(1 / components),
  means: Float64Array.from({ length: components * columns }, () => random.normal()),
  covariances: Float64Array.from({ length: components * columns * columns }, (_, i) => (i % (columns * columns)) % (columns + 1) === 0 ? 1 : 0),
}
const time = async (name: string, pass: () => Promise<unknown>): Promise<void> => {
  await pass()
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const from = performance.now()
    await pass()
    times.push(performance.now() - from)
  }
  console.log(`${name}: ${times.sort((a, b) => a - b)[2].toFixed(1)} ms`)
}
const core = await samplesSource(samples)
await time('core', () => core.accumulate(model, { scatter: 'full' }))
const asked = process.argv.slice(2) as BackendName[]
for (const name of asked.length ? asked : (['tensorflow', 'wasm'] as const)) {
  const backend = await loadBackend(name)
  if (!backend.available) {
    console.log(`${name}: ${backend.reason}`)
    continue
  }
  await tf.setBackend(backend.tfjsName)
  const source = await tensorStatisticsSource(samples)
  await time(name, () => source.accumulate(model, { scatter: 'full' }))
  source.dispose()
}
