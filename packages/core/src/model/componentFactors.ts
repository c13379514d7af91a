import { InvalidOptionError } from '@mixtura/numerics'
import { requireComponent } from '@mixtura/numerics/validation'
import { factorModelOf } from '../covariance/storedFactors.js'
import type { FactorModel } from '../covariance/factorModel.js'
import type { MixtureParameters } from './parameters.js'

/**
 * Loadings Λ and noise variances Ψ of one component.
 *
 * @throws {InvalidOptionError} unless the mixture has factors.
 */
export function componentFactors({ covarianceType, covariances, components, columns }: MixtureParameters, component: number): FactorModel {
  if (typeof covarianceType === 'object') {
    requireComponent(component, components)
    return factorModelOf(covariances, { component, columns, factors: covarianceType.factors })
  }
  throw new InvalidOptionError('covarianceType', '{ factors } to have loadings', covarianceType, 'Fit with covarianceType: { factors: 2 }.')
}
