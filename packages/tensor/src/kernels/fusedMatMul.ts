import * as tf from '@tensorflow/tfjs-core'

/**
 * Product, bias and activation in one kernel, for stacks of matrices. For several matrices the stock kernel of the wasm backend
 * adds the bias only to the first row of each, so the matrices are computed one after another.
 *
 * @param stock the kernel of the backend, which is right for one matrix.
 */
export const fusedMatMul =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { a, b, bias, preluActivationWeights } = params.inputs as unknown as tf._FusedMatMulInputs & { readonly [name: string]: tf.Tensor }
    const { transposeA, transposeB, activation, leakyreluAlpha } = params.attrs as unknown as tf._FusedMatMulAttrs
    if (isOne(a) && isOne(b)) return stock(params)
    return tf.tidy(() => {
      const product = tf.matMul(a as tf.Tensor3D, b as tf.Tensor3D, transposeA, transposeB)
      const sum = bias === undefined || bias === null ? product : tf.add(product, bias as tf.Tensor)
      switch (activation) {
        case 'relu': return tf.relu(sum)
        case 'relu6': return tf.relu6(sum)
        case 'elu': return tf.elu(sum)
        case 'sigmoid': return tf.sigmoid(sum)
        case 'leakyrelu': return tf.leakyRelu(sum, leakyreluAlpha)
        case 'prelu': return tf.prelu(sum, preluActivationWeights as tf.Tensor)
        case 'linear': return sum
      }
    })
  }

const isOne = ({ shape }: tf.TensorInfo): boolean => shape.slice(0, -2).every(size => size === 1) && !shape.includes(0)
