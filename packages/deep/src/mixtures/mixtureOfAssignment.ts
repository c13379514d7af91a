import { fitGaussianMixture, type GaussianMixture, type NamedCovarianceType, type Regularization } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

export interface AssignmentOptions {
  readonly covarianceType: NamedCovarianceType
  /** Core's by default. */
  readonly regularization?: Regularization | undefined
  readonly signal?: AbortSignal
}

/** Mixture from one M-step on `responsibilities`. Its components are in the order of the columns. */
export async function mixtureOfAssignment(
  codes: Matrix,
  responsibilities: Matrix,
  { covarianceType, regularization, signal }: AssignmentOptions,
): Promise<GaussianMixture> {
  const { rows, columns } = responsibilities
  const { model } = await fitGaussianMixture(codes, {
    components: columns,
    covarianceType,
    initialize: { responsibilities },
    // Uniform label priors carry no information, but they keep the order of the components.
    labelPriors: { data: new Float64Array(rows * columns).fill(1), rows, columns },
    maxIterations: 0,
    ...(regularization && { regularization }),
    ...(signal && { signal }),
  })
  return model
}
