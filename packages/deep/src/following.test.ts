import { GaussianMixture } from '@mixtura/core'
import { finiteMatrix } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import { beforeAll } from 'vitest'
import { proveFollowing, type FollowedCall } from '../../tensor/src/testing/proveFollowing.js'
import * as door from './index.js'
import { regionImages } from './testing/regionImages.js'

beforeAll(() => useBackend('wasm'))

const { samples } = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.5, 0.5],
  means: [[0, 1, 2, 0], [4, 5, 0, 1]],
  covariances: [[1, 1, 0.5, 1], [1, 0.5, 1, 1]],
}).sample(80)
const dense = { kind: 'dense', widths: [6] } as const

type ClusteringCall = Partial<door.DeepClusteringOptions>
const clustering = (given: ClusteringCall): FollowedCall['run'] => async options => {
  const { model, labels, end } = await door.fitDeepClustering(samples, {
    components: 2, code: 2, network: dense, batchSize: 40, pretraining: { epochs: 3 }, manifold: { neighbours: 5, epochs: 3 },
    refinement: { rounds: 2, epochsPerRound: 2 }, tolerance: 0, keep: 'last', ...given, ...options,
  })
  return {
    end,
    async use() {
      const values = [...labels, ...(await model.responsibilities(samples)).data, ...(await model.sample(5)).samples.data]
      model.dispose()
      return values
    },
  }
}
const vae = (given: Partial<door.GaussianMixtureVaeOptions>): FollowedCall['run'] => async options => {
  const { model, end } = await door.fitGaussianMixtureVae(samples, {
    components: 2, latent: 2, network: dense, batchSize: 40, pretraining: { epochs: 3 }, manifold: { neighbours: 5, epochs: 3 }, epochs: 3, ...given, ...options,
  })
  return {
    end,
    async use() {
      const values = [...(await model.elbo(samples)), ...(await model.sample(5)).samples.data]
      model.dispose()
      return values
    },
  }
}

proveFollowing(door, {
  fitDeepClustering: { phases: ['plain', 'pretraining', 'neighbours', 'layout', 'partition', 'refinement', 'judgement'], views: ['pretraining', 'refinement'], run: clustering({}) },
  'fitDeepClustering by a mixture of the codes': {
    phases: ['plain', 'pretraining', 'partition', 'refinement', 'judgement'],
    views: ['pretraining', 'refinement'],
    run: clustering({ partition: 'mixture', head: 'student' }),
  },
  fitGaussianMixtureVae: { phases: ['pretraining', 'partition', 'training', 'refit'], views: ['pretraining', 'training'], run: vae({}) },
  'fitGaussianMixtureVae by a manifold': { phases: ['pretraining', 'neighbours', 'layout', 'partition', 'training', 'refit'], views: ['pretraining', 'training'], run: vae({ partition: 'manifold' }) },
  'fitGaussianMixtureVae with a standard prior': { phases: ['training'], views: ['training'], run: vae({ components: 1, prior: 'standard', pretraining: { epochs: 0 } }) },
  fitGaussianMixtureGan: {
    phases: ['training'],
    views: ['training'],
    async run(options) {
      const { model, end } = await door.fitGaussianMixtureGan(samples, {
        latent: { components: 2 }, generator: dense, discriminator: dense, steps: 8, batchSize: 40, encoder: {}, ...options,
      })
      return {
        end,
        async use() {
          const values = [...(await model.sample(5)).samples.data, ...(await model.responsibilities(samples)).data]
          model.dispose()
          return values
        },
      }
    },
  },
  fitDeepAnomalyDetector: {
    phases: ['training'],
    async run(options) {
      const { detector, end } = await door.fitDeepAnomalyDetector(samples, {
        method: 'dagmm', network: { kind: 'dense', widths: [4], activation: 'tanh' }, components: 2, epochs: 4, batchSize: 40, ...options,
      })
      return {
        end,
        async use() {
          const values = await detector.energies(samples)
          detector.dispose()
          return values
        },
      }
    },
  },
  'fitDeepAnomalyDetector of a mixture': {
    phases: ['density', 'calibration'],
    async run(options) {
      const { detector, end } = await door.fitDeepAnomalyDetector(samples, { components: 2, ...options })
      return { end, use: () => detector.energies(samples) }
    },
  },
  fitImageSegmentation: {
    phases: ['mixture', 'neighbourhoods', 'field'],
    views: ['mixture', 'neighbourhoods', 'field'],
    async run(options) {
      const { images, shape } = regionImages({ rows: 2, height: 10, width: 8, colours: [[0], [1]], cells: 4, deviation: 0.2, seed: 1 })
      const { model, end } = await door.fitImageSegmentation(images, { shape, components: 2, starts: 1, ...options })
      return { end, use: async () => (await model.segment(images, { responsibilities: true })).responsibilities!.data }
    },
  },
  embedManifold: {
    phases: ['neighbours', 'layout'],
    async run(options) {
      const { data } = await door.embedManifold(finiteMatrix(samples), { neighbours: 5, epochs: 3, ...options })
      return { end: undefined, use: async () => data }
    },
  },
})
