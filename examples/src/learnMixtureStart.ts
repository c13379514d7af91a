// Many similar data sets to come? Learn from some where EM should begin on the others.
import { fitGaussianMixture, type FitOptions } from '@mixtura/core'
import { loadMixtureStart, metaTrainMaml, mixtureLearner, movedMixtures, saveMetaLearned } from '@mixtura/meta'
import { useBackend } from '@mixtura/tensor'

await useBackend('cpu')

// A cross and a ball, moved and turned a little in each data set.
const bar = (slope: number): number[][] => [[1.2, slope], [slope, 1.2]]
const family = movedMixtures(
  {
    covarianceType: 'full',
    weights: [0.4, 0.4, 0.2],
    means: [[0, 0], [0, 0], [3, 0]],
    covariances: [bar(1.1), bar(-1.1), [[0.2, 0], [0, 0.2]]],
  },
  { shift: 0.3, rotation: 8, rows: 300 },
)

const learner = await mixtureLearner(family, { components: 3 })
const learned = await metaTrainMaml(family, learner, {
  innerStep: 'em',
  innerSteps: 2,
  epochs: 1,
  stepsPerEpoch: 20,
  metaBatch: 4,
  validationTasks: 8,
  metaLearningRate: 0.01,
})
console.log(`learned through 2 EM steps, derivatives of ${learned.order} order`)
const { start } = loadMixtureStart(saveMetaLearned(learned))

// Odd seeds are data sets that training has not seen.
let [fromLearned, fromKMeans] = [0, 0]
for (const seed of [1, 3, 5, 7, 9, 11, 13, 15]) {
  const { support: samples } = family.task(seed)
  const { logLikelihoods: converged } = await fitGaussianMixture(samples, { components: 3, starts: 8 })
  const stepsFrom = async (initialize: NonNullable<FitOptions['initialize']>): Promise<number> => {
    const { logLikelihoods } = await fitGaussianMixture(samples, { components: 3, initialize, starts: 1, tolerance: 0, maxIterations: 60, acceleration: 'none' })
    const near = logLikelihoods.findIndex(value => value > converged.at(-1)! - 0.01)
    return near < 0 ? 60 : near
  }
  fromLearned += (await stepsFrom(start)) / 8
  fromKMeans += (await stepsFrom('k-means++')) / 8
}
console.log(`EM steps to within 0.01 nat of the best fit: ${fromLearned.toFixed(1)} from the learned start, ${fromKMeans.toFixed(1)} from k-means++`)
