import { InvalidOptionError } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { SecondOrderGradientError } from '../errors.js'
import { logSoftmax, softmaxCrossEntropy } from './logSoftmax.js'

/** The error of the second derivative of one operation. */
export interface SecondOrderCheck {
  readonly operation: string
  /** Error of a Hessian-vector product against finite differences of the gradient, relative to its largest entry. */
  readonly relativeError: number
}

/** An operation in a smooth nonlinear setting: the loss is the sum of its squares, so that the outer gradient varies too. */
interface Subject {
  readonly operation: string
  readonly shape: readonly number[]
  readonly loss: (x: tf.Tensor) => tf.Tensor
}

/** Random values in [-1, 1] away from 0, where some operations have a kink. */
const drawn = (shape: readonly number[], seed: number): tf.Tensor =>
  tf.tidy(() => {
    const uniform = tf.randomUniform([...shape], -0.9, 0.9, 'float32', seed)
    return tf.add(uniform, tf.mul(0.1, tf.sign(uniform)))
  })

const of = (operation: string, apply: (x: tf.Tensor) => tf.Tensor, shape: readonly number[] = [3, 4]): Subject => ({
  operation,
  shape,
  loss: x => tf.sum(tf.square(tf.add(apply(x), 0.3))),
})

const image = [2, 6, 6, 2] as const
const filters = [3, 3, 2, 2] as const
const asImage = (x: tf.Tensor) => x as tf.Tensor4D
const maxPool = (x: tf.Tensor) => tf.maxPool(asImage(x), 3, 2, 'same')
/** The numbers 0 to 143 in scrambled order. Added to an image, they fix which entries are largest for any step. */
const farApart = () => tf.reshape(tf.mod(tf.mul(tf.range(0, 144), 89), 144), [...image])
const pick = (x: tf.Tensor) => tf.greater(tf.reshape(tf.tensor1d([1, -1, 1, -1]), [1, 4]), tf.zerosLike(x))

const subjects: readonly Subject[] = [
  of('exp', x => tf.exp(x)),
  of('sigmoid', x => tf.sigmoid(x)),
  of('tanh', x => tf.tanh(x)),
  of('elu', x => tf.elu(tf.mul(x, 2))),
  of('selu', x => tf.selu(x)),
  of('softplus', x => tf.softplus(x)),
  of('leakyRelu', x => tf.leakyRelu(x, 0.2)),
  of('prelu', x => tf.prelu(x, tf.fill([4], 0.2))),
  of('softmax', x => tf.softmax(x)),
  of('logSoftmax', x => logSoftmax(x)),
  of('logSumExp', x => tf.logSumExp(x, 1)),
  of('max', x => tf.max(tf.square(x), 1)),
  of('min', x => tf.min(tf.exp(x), 1)),
  of('clipByValue', x => tf.clipByValue(tf.exp(x), 1, 4)),
  of('where', x => tf.where(pick(x), tf.exp(x), tf.square(x))),
  { operation: 'sigmoidCrossEntropy', shape: [3, 4], loss: x => tf.square(tf.losses.sigmoidCrossEntropy(tf.fill([3, 4], 0.3), x)) },
  { operation: 'softmaxCrossEntropy', shape: [3, 4], loss: x => tf.square(softmaxCrossEntropy(tf.fill([3, 4], 0.25), x)) },
  of('matMul', x => tf.matMul(tf.tanh(x), tf.tanh(x), false, true)),
  of('gather', x => tf.exp(tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')))),
  of('conv2d by its input', x => tf.conv2d(asImage(tf.tanh(x)), drawn(filters, 7) as tf.Tensor4D, 1, 'same'), image),
  of('conv2d by its filters', w => tf.conv2d(drawn(image, 7) as tf.Tensor4D, asImage(tf.tanh(w)), 2, 'same'), filters),
  of('conv2d by both', w => tf.conv2d(tf.conv2d(drawn(image, 7) as tf.Tensor4D, asImage(w), 1, 'same'), asImage(w), 2, 'valid'), filters),
  of('conv2dTranspose', w => tf.conv2dTranspose(drawn(image, 7) as tf.Tensor4D, asImage(tf.tanh(w)), [2, 12, 12, 2], 2, 'same'), filters),
  of('depthwiseConv2d', w => tf.depthwiseConv2d(tf.depthwiseConv2d(drawn(image, 7) as tf.Tensor4D, asImage(w), 1, 'same') as tf.Tensor4D, tf.ones([3, 3, 4, 1]), 1, 'same'), filters),
  of('avgPool', x => tf.avgPool(asImage(tf.exp(x)), 2, 2, 'valid'), image),
  of('maxPool', x => tf.sub(maxPool(tf.add(tf.exp(x), farApart())), maxPool(farApart())), image),
  of('resizeBilinear', x => tf.image.resizeBilinear(asImage(tf.tanh(x)), [9, 9]), image),
]

/**
 * Verifies, on the backend in use, the second-order gradient of every operation that {@link installSecondOrderGradients} corrects.
 * It compares the Hessian-vector product
 *
 *   H v = ∇ (∇f(x) · v)   with   (8 [∇f(x + h v) - ∇f(x - h v)] - [∇f(x + 2h v) - ∇f(x - 2h v)]) / 12 h
 *
 * With h = 0.02 the error of the formula is of order h⁴, and that of float32 about 1e-5.
 *
 * @throws {SecondOrderGradientError} for the first operation whose error exceeds `tolerance`.
 */
export async function verifySecondOrderGradients(tolerance = 1e-3): Promise<readonly SecondOrderCheck[]> {
  if (!(typeof tolerance === 'number' && tolerance > 0)) {
    throw new InvalidOptionError('tolerance', 'a number above 0', tolerance, 'Pass for example 1e-3.')
  }
  const checks: SecondOrderCheck[] = []
  for (const subject of subjects) {
    const relativeError = await relativeErrorOf(subject, tolerance)
    if (!(relativeError <= tolerance)) {
      throw new SecondOrderGradientError(subject.operation, tf.getBackend(), tolerance, relativeError)
    }
    checks.push({ operation: subject.operation, relativeError })
  }
  return checks
}

const h = 0.02

async function relativeErrorOf(subject: Subject, tolerance: number): Promise<number> {
  const [product, differences] = compute(subject, tolerance)
  const [actual, expected] = await Promise.all([product.data(), differences.data()])
  tf.dispose([product, differences])
  let largest = 0
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!))
    const gap = Math.abs(actual[i]! - expected[i]!)
    worst = gap <= worst ? worst : gap // NaN stays
  }
  return worst / largest
}

/** The Hessian-vector product and the finite differences that it should equal. */
function compute({ operation, shape, loss }: Subject, tolerance: number): [tf.Tensor, tf.Tensor] {
  try {
    return tf.tidy(() => {
      const x = drawn(shape, 11)
      const v = drawn(shape, 12)
      const gradient = tf.grad((at: tf.Tensor) => loss(at))
      const at = (steps: number) => gradient(tf.add(x, tf.mul(v, steps * h)))
      const difference = tf.sub(tf.mul(8, tf.sub(at(1), at(-1))), tf.sub(at(2), at(-2)))
      return [tf.grad((y: tf.Tensor) => tf.sum(tf.mul(gradient(y), v)))(x), tf.div(difference, 12 * h)]
    })
  } catch (error) {
    throw new SecondOrderGradientError(operation, tf.getBackend(), tolerance, null, error instanceof Error ? error.message : String(error))
  }
}
