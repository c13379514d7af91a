import type { BackendName } from '@mixtura/tensor'
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'
import type { Device } from '../contract/device.js'

const size = 256
const repetitions = 40

/** Measures matrix products and small operations on a backend, after one of each that is not counted. */
export async function measureBackend(name: BackendName): Promise<Device> {
  const { useBackend } = await import('@mixtura/tensor')
  await useBackend(name)
  const tf = await import('@tensorflow/tfjs-core')
  const left = tf.ones([size, size])
  const small = tf.scalar(1)
  const time = async (operation: () => Tensor): Promise<number> => {
    let seconds = Infinity
    for (let i = 0; i <= repetitions; i++) {
      const start = performance.now()
      const result = operation()
      await result.data()
      if (i > 0) seconds = Math.min(seconds, (performance.now() - start) / 1000)
      result.dispose()
    }
    return seconds
  }
  try {
    const product = await time(() => tf.matMul(left, left))
    const chain = 50
    const operation = (await time(() => tf.tidy(() => Array.from({ length: chain }).reduce<Scalar>(sum => tf.add(sum, small), small)))) / chain
    return { name, cores: 1, multiplyAddsPerSecond: size ** 3 / Math.max(product - operation, 1e-9), secondsPerOperation: operation }
  } finally {
    tf.dispose([left, small])
  }
}
