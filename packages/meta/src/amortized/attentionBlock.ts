import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Units of the hidden layer of a block, as a multiple of its width. */
const expansion = 2

/** Makes a parameter: either its initial values, or only its shape. */
export interface ParameterMakers<Parameter> {
  kernel(...shape: number[]): Parameter
  zeros(size: number): Parameter
}

/** Parameters of a block. Their names start with that of the block. */
export function attentionParameters<Parameter>(
  name: string,
  width: number,
  { kernel, zeros }: ParameterMakers<Parameter>,
): Record<string, Parameter> {
  return {
    [`${name}/attend`]: kernel(width, 3 * width),
    [`${name}/join`]: kernel(width, width),
    [`${name}/kernel1`]: kernel(width, expansion * width),
    [`${name}/bias1`]: zeros(expansion * width),
    [`${name}/kernel2`]: kernel(expansion * width, width),
  }
}

/**
 * Self-attention among the M states of each of T sets, then a layer on each state alone, both with residual connections:
 *
 *   x ← x + join(softmax(Q Kᵀ / √d + bias) V),  x ← x + W₂ relu(W₁ x + b)
 *
 * Queries, keys, values and the layer read states normalised to norm √H.
 *
 * @param states [T M, H]
 * @param bias [T, heads, M, M]
 * @see Vaswani et al., Attention is all you need (2017), eq. 1; Zhang & Sennrich, Root mean square layer normalization (2019), eq. 4.
 */
export function attentionBlock(
  states: tf.Tensor,
  parameters: NamedTensors,
  { name, tasks, heads, bias }: { readonly name: string; readonly tasks: number; readonly heads: number; readonly bias: tf.Tensor },
): tf.Tensor {
  const [rows, width] = states.shape as [number, number]
  const [cells, perHead] = [rows / tasks, width / heads]
  const projected = tf.reshape(tf.matMul(normalizedRows(states), parameters[`${name}/attend`]), [tasks, cells, 3, heads, perHead])
  const [queries, keys, values] = tf.unstack(tf.transpose(projected, [2, 0, 3, 1, 4]))
  const shares = tf.softmax(tf.add(tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(perHead)), bias))
  const read = tf.reshape(tf.transpose(tf.matMul(shares, values), [0, 2, 1, 3]), [rows, width])
  const attended = tf.add(states, tf.matMul(read as tf.Tensor2D, parameters[`${name}/join`] as tf.Tensor2D))
  const inner = tf.add(tf.matMul(normalizedRows(attended), parameters[`${name}/kernel1`]), parameters[`${name}/bias1`])
  return tf.add(attended, tf.matMul(tf.relu(inner), parameters[`${name}/kernel2`]))
}

/**
 * y = x / √(mean x² + 1e-5) for each row. The gradient (g - y mean(g y)) / √(mean x² + 1e-5) is coded by hand; composed of
 * differentiable operations it would take three times as many.
 */
export function normalizedRows(states: tf.Tensor): tf.Tensor {
  const normalized = tf.customGrad((...[x, save]) => {
    const rows = x as tf.Tensor
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(rows), -1, true), 1e-5))
    const value = tf.mul(rows, inverse)
    ;(save as tf.GradSaveFunc)([value, inverse])
    return {
      value,
      gradFunc: (gradient, [y, scale]) => tf.mul(tf.sub(gradient, tf.mul(y, tf.mean(tf.mul(gradient, y), -1, true))), scale),
    }
  })
  return normalized(states)
}
