import * as tf from '@tensorflow/tfjs-core'
import { beforeAll } from 'vitest'
import * as door from './index.js'
import { proveFollowing } from './testing/proveFollowing.js'
import { use } from './testing/testBackends.js'

beforeAll(() => use('cpu'))

/** One parameter, moved towards 3 by gradient steps on the loss ½ (p - 3)². */
proveFollowing(door, {
  runTraining: {
    phases: ['training'],
    async run({ signal, onProgress }) {
      const parameter = tf.tidy(() => tf.variable(tf.scalar(0)))
      const optimizer = door.sgd({ parameter }, { learningRate: 0.5 })
      const dispose = (): void => {
        optimizer.dispose()
        parameter.dispose()
      }
      try {
        const { end } = await door.runTraining({
          program: { parameters: { parameter }, parts: { optimizer } },
          batches: () => [{}, {}],
          step: () => optimizer.minimize(() => ({ loss: tf.mul(0.5, tf.square(tf.sub(parameter, 3))) as tf.Scalar })),
          epochs: 3,
          ...door.followPhases({ signal, onProgress }).training('training', 3),
        })
        return {
          end,
          async use() {
            const values = await parameter.data()
            dispose()
            return values
          },
        }
      } catch (error) {
        dispose()
        throw error
      }
    },
  },
})
