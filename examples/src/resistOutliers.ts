// Two groups and 5 % of rows that belong to neither. What does each mixture make of them?
import { createRandom, fitGaussianMixture, fitNoiseMixture, fitStudentMixture, GaussianMixture } from '@mixtura/core'

const groups = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.5, 0.5],
  means: [[0, 0], [5, 3]],
  covariances: [[[1, 0.5], [0.5, 1]], [[1, -0.5], [-0.5, 1]]],
})
const random = createRandom(4)
const { samples: good } = groups.sample(380, { seed: 2 })
const stray = Array.from({ length: 20 }, () => [40 * random.uniform() - 20, 40 * random.uniform() - 20])
const samples = [...Array.from({ length: good.rows }, (_, n) => [good.data[2 * n], good.data[2 * n + 1]]), ...stray]

const gaussian = (await fitGaussianMixture(samples, { components: 2, seed: 1 })).model
const student = (await fitStudentMixture(samples, { components: 2, degreesOfFreedom: 'shared', seed: 1 })).model
const noise = (await fitNoiseMixture(samples, { components: 2, seed: 1 })).model
const labels = await noise.predict(samples)

const spread = (values: ArrayLike<number>): string => Math.sqrt(values[0]).toFixed(2)
console.log(`spread of the first column, largest group; truth 1.00`)
console.log(`Gaussian mixture: ${spread(gaussian.componentVariances(0))}`)
console.log(`t mixture: ${spread(student.scales)}, degrees of freedom ${student.degreesOfFreedom[0].toFixed(1)}`)
console.log(`with uniform noise: ${spread(noise.gaussians.componentVariances(0))}, noise ${(100 * noise.noiseWeight).toFixed(1)} %, rows marked ${labels.filter(label => label === -1).length}`)

export const figure = { samples, labels, model: noise.gaussians, axes: ['first column', 'second column'] }
