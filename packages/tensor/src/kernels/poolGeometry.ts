import * as tf from '@tensorflow/tfjs-core'

/** Attributes of the gradients of pooling, as TensorFlow.js passes them. */
export type PoolAttributes = Pick<tf.AvgPoolGradAttrs, 'filterSize' | 'strides' | 'pad'> & {
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

export const poolGeometry = (shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) =>
  tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode,
  )
