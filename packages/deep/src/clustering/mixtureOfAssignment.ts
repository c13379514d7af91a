import { fitGaussianMixture, type GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

/** The mixture that an assignment of the codes makes: one M-step and no more, its components in the order of the columns. */
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
    // They say nothing, but keep the order.
    labelPriors: { data: new Float64Array(rows * columns).fill(1), rows, columns },
    maxIterations: 0,
    ...(signal ? { signal } : {}),
  })
  return model
}
