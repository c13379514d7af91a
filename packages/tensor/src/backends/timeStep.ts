import * as tf from '@tensorflow/tfjs-core'

const repetitions = 3

/**
 * Median time, in milliseconds, of a small training step on the backend in use: loss and gradients of a 128-256-10 perceptron on
 * 128 samples. The first step compiles shaders and warms caches, so it is not counted.
 */
export async function timeStep(): Promise<number> {
  const samples = tf.randomNormal([128, 128], 0, 1, 'float32', 1)
  const hidden = tf.randomNormal([128, 256], 0, 0.1, 'float32', 2)
  const output = tf.randomNormal([256, 10], 0, 0.1, 'float32', 3)
  const gradients = tf.grads((first: tf.Tensor, second: tf.Tensor) =>
    tf.mean(tf.square(tf.matMul(tf.relu(tf.matMul(samples as tf.Tensor2D, first as tf.Tensor2D)), second as tf.Tensor2D))),
  )
  const times: number[] = []
  for (let i = 0; i <= repetitions; i++) {
    const started = performance.now()
    const step = gradients([hidden, output])
    await Promise.all(step.map(gradient => gradient.data()))
    if (i > 0) times.push(performance.now() - started)
    tf.dispose(step)
  }
  tf.dispose([samples, hidden, output])
  return times.sort((a, b) => a - b)[Math.floor(repetitions / 2)]!
}
