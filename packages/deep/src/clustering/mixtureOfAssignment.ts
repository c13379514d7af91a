import { fitGaussianMixture, type GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

/** Mixture from one M-step on `responsibilities`. Its components are in the order of the columns. */
export async function mixtureOfAssignment(
  codes: Matrix,
  responsibilities: Matrix,
  { covarianceType, signal }: { readonly covarianceType: NamedCovarianceType; readonly signal?: AbortSignal },
): Promise<GaussianMixture> {
  const { rows, columns } = responsibilities
  const { model } = await fitGaussianMixture(codes, {
    components: columns,
    covarianceType,
    initialize: { responsibilities },
    // Uniform label priors carry no information, but they keep the order of the components.
    labelPriors: { data: new Float64Array(rows * columns).fill(1), rows, columns },
    maxIterations: 0,
    ...(signal ? { signal } : {}),
  })
  return model
}
