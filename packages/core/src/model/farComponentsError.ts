import { MixturaError } from '@mixtura/numerics'

/** Components so far apart that what is computed of both leaves the range of float64. */
export class FarComponentsError extends MixturaError {
  override readonly name = 'FarComponentsError'
  readonly code = 'far-components'
  constructor(
    /** What is computed, and of which components. */
    readonly thing: string,
  ) {
    super(
      `${thing} leaves the range of float64: they are too far apart. ` +
        'Compare mixtures of the same data in the same units, and divide columns whose values are beyond 1e150.',
    )
  }
}
