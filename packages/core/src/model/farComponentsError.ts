import { MixturaError } from '@mixtura/numerics'

/** Thrown if components are so far apart that a result overflows float64. */
export class FarComponentsError extends MixturaError {
  override readonly name = 'FarComponentsError'
  readonly code = 'far-components'
  constructor(
    /** The quantity that overflows, and its components. */
    readonly thing: string,
  ) {
    super(
      `${thing} leaves the range of float64: they are too far apart. ` +
        'Compare mixtures of the same data in the same units, and divide columns whose values are beyond 1e150.',
    )
  }
}
