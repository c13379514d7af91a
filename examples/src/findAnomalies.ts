// Which rows are unusual? Those whose log-density is lower than that of all but 1 % of the usual rows.
import { anomalyThreshold, fitGaussianMixture, GaussianMixture, isAnomalous } from '@mixtura/core'

const usual = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.7, 0.3],
  means: [[0, 0], [5, 2]],
  covariances: [[[1, 0.8], [0.8, 1]], [[0.5, 0], [0, 0.5]]],
})
const { samples: past } = usual.sample(1000, { seed: 1 })
const { samples: heldOut } = usual.sample(1000, { seed: 2 })
const { model } = await fitGaussianMixture(past, { components: 2, seed: 1 })
const threshold = await anomalyThreshold(model, heldOut, { quantile: 0.01 })

// Each column of the last row is usual; only the two together are not.
const arriving = [[0.5, 0.3], [5.2, 1.8], [9, 9], [1.5, -1.5]]
const flags = await isAnomalous(model, arriving, threshold)
const densities = await model.logDensity(arriving)
console.log(`threshold ${threshold.toFixed(2)} nats`)
arriving.forEach((row, n) => console.log(`${row.join(', ')}: ${densities[n].toFixed(1)} nats, ${flags[n] ? 'unusual' : 'usual'}`))
