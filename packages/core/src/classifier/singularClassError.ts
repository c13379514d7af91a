import { MixturaError } from '@mixtura/numerics'
import { covarianceName } from '../covariance/covarianceName.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Label } from '../metrics/encodeLabels.js'

/** Thrown if the rows of a class have a singular covariance under a structure that needs a regular one. */
export class SingularClassError extends MixturaError {
  override readonly name = 'SingularClassError'
  readonly code = 'singular-class'
  constructor(
    readonly label: Label,
    readonly rows: number,
    readonly columns: number,
    readonly covarianceType: CovarianceType,
  ) {
    super(
      `class ${label} has ${rows} ${rows === 1 ? 'row' : 'rows'} in ${columns} columns, which leave its '${covarianceName(covarianceType)}' ` +
        `covariance singular. Add rows to the class, allow a structure that classes share, such as 'tied', ` +
        `or pass regularization: { absolute }.`,
    )
  }
}
