import { ShapeError, type Random } from '@mixtura/numerics'
import { describeValue, largestCount } from '@mixtura/numerics/validation'
import { requireRandom } from '../arguments/requireTensor.js'
import { isShape } from '../checkpoint/savedArrays.js'

/**
 * Uniform draws from ± √(6 / (inputs + outputs)). This keeps the variance of signals in the forward pass and of gradients in the
 * backward pass, as nearly as both can be.
 *
 * @param shape [inputs, outputs], or [height, width, inputs, outputs] of a convolution; height · width multiplies both.
 * @see Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010), eq. 16.
 */
export function glorotUniform(shape: readonly number[], random: Random): Float32Array {
  if (!(isShape(shape) && shape.length >= 2 && shape.reduce((product, size) => product * size, 1) <= largestCount)) {
    throw new ShapeError('shape', `at least two whole numbers, whose product is at most ${largestCount}`, describeValue(shape), 'Pass for example [3, 4].')
  }
  requireRandom(random)
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  const [inputs, outputs] = shape.slice(-2).map(size => size * field)
  const limit = Math.sqrt(6 / (inputs + outputs))
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * limit
  return values
}
