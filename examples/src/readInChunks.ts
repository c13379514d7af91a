// More rows than fit into memory: each pass reads them in chunks. Or endless rows: each batch is seen once.
import { chunksSource, fitGaussianMixture, GaussianMixture, partialFit, startOnlineFit } from '@mixtura/core'

const truth = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 0], [4, 1], [1, 5]],
  covariances: [[[1, 0.4], [0.4, 1]], [[0.6, 0], [0, 1.5]], [[1.2, -0.5], [-0.5, 0.8]]],
})
// Stands for a file or a database: the same rows in every pass, 5,000 at a time.
function* chunks() {
  for (let chunk = 0; chunk < 20; chunk++) yield truth.sample(5000, { seed: chunk }).samples
}
const exact = await fitGaussianMixture(await chunksSource(chunks), { components: 3, seed: 1 })

const first = await fitGaussianMixture(truth.sample(1000, { seed: 100 }).samples, { components: 3, seed: 1 })
let online = startOnlineFit({ model: first.model })
for (let batch = 0; batch < 100; batch++) online = await partialFit(online, truth.sample(500, { seed: 1000 + batch }).samples)

const { samples: unseen } = truth.sample(20_000, { seed: 7 })
const score = async (model: GaussianMixture): Promise<string> => (await model.meanLogLikelihood(unseen)).toFixed(4)
console.log(`nats per new row: truth ${await score(truth)}`)
console.log(`100,000 rows in chunks, ${exact.iterations} iterations: ${await score(exact.model)}`)
console.log(`first 1,000 rows: ${await score(first.model)}; after ${online.steps} batches of 500: ${await score(online.model)}`)
