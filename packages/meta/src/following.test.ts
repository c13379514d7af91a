import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import { beforeAll } from 'vitest'
import { proveFollowing, type FollowedCall } from '../../tensor/src/testing/proveFollowing.js'
import * as door from './index.js'

beforeAll(() => useBackend('wasm'))

const few = { epochs: 2, stepsPerEpoch: 2, metaBatch: 2, validationTasks: 2 } as const
const mixtures = door.randomMixtures({ components: 2, columns: 1, rows: 6 })
const random = createRandom(1)
const images = { data: Float32Array.from({ length: 48 }, () => random.uniform()), rows: 24, columns: 2 }
const episodes = door.labelledEpisodes(images, Array.from({ length: 24 }, (_, row) => row % 4), { ways: 2, queries: 1 })

/** MAML or Reptile on lines. */
const learning = (train: typeof door.metaTrainMaml | typeof door.metaTrainReptile): FollowedCall => ({
  phases: ['training'],
  async run(options) {
    const family = door.sinusoids({ support: 5, query: 5 })
    const { end, adapt } = await train(family, door.regressionLearner({ inputs: 1, widths: [4] }), { ...few, innerSteps: 1, ...options })
    const task = family.task(8)
    return { end, use: async () => (await (await adapt(task)).predict(task.query.inputs)).data }
  },
})

proveFollowing(door, {
  metaTrainMaml: learning(door.metaTrainMaml),
  metaTrainReptile: learning(door.metaTrainReptile),
  metaTrainPrototypes: {
    phases: ['training'],
    async run(options) {
      const { end, adapt } = await door.metaTrainPrototypes(episodes, { ...few, embedding: door.denseEmbedding({ inputs: 2, widths: [3] }), ...options })
      return { end, use: async () => (await adapt({ support: episodes.task(8).support })).mixture.means }
    },
  },
  trainAmortizedStart: {
    phases: ['training'],
    async run(options) {
      const { end, propose } = await door.trainAmortizedStart(mixtures, { ...few, components: 2, cells: 4, width: 4, heads: 1, blocks: 2, ...options })
      return { end, use: async () => Float64Array.from((await propose(mixtures.task(8).support)).weights as ArrayLike<number>) }
    },
  },
})
