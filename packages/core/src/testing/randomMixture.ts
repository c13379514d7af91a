import { createRandom } from '@mixtura/numerics'
import type { CovarianceType, NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import { randomCovariance } from '../../../numerics/src/testing/randomCovariance.js'

/** A random mixture of any structure: weights not near 0, means with standard deviation 3, covariances near the identity. */
export function randomMixture(
  covarianceType: CovarianceType,
  { components, columns, seed }: { readonly components: number; readonly columns: number; readonly seed: number },
): MixtureParameters {
  const random = createRandom(seed).fork(7)
  const masses = Float64Array.from({ length: components }, () => 0.2 + random.uniform())
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  const variances = (count: number): Float64Array => Float64Array.from({ length: count }, () => 0.3 + random.uniform())
  const matrices = (count: number): Float64Array => {
    const size = columns * columns
    const all = new Float64Array(count * size)
    for (let k = 0; k < count; k++) all.set(randomCovariance(columns, 31 * seed + k), k * size)
    return all
  }
  const fromScratch: Partial<Record<NamedCovarianceType, () => Float64Array>> = {
    full: () => matrices(components),
    tied: () => matrices(1),
    diag: () => variances(components * columns),
    spherical: () => variances(components),
  }
  const named = typeof covarianceType === 'string' ? fromScratch[covarianceType] : undefined
  const covariances = (named ?? (() => estimated(covarianceType, matrices(components), { components, columns })))()
  return {
    covarianceType,
    components,
    columns,
    weights: masses.map(mass => mass / total),
    means: Float64Array.from({ length: components * columns }, () => 3 * random.normal()),
    covariances,
  }
}

/** The structure's maximum-likelihood estimate if each covariance were the scatter of one sample. */
function estimated(
  covarianceType: CovarianceType,
  matrices: Float64Array,
  { components, columns }: { readonly components: number; readonly columns: number },
): Float64Array {
  const { layout, estimate } = covarianceStructure(covarianceType)
  const scatters = layout.scatter === 'full' ? matrices : matrices.filter((_, at) => (at % columns ** 2) % (columns + 1) === 0)
  return estimate({ components, columns, counts: new Float64Array(components).fill(1), scatters, total: components })
}
