import { MixturaError } from '@mixtura/numerics'

/** Thrown if too few replicates could be fitted to compute standard errors. */
export class ReplicatesFailedError extends MixturaError {
  override readonly name = 'ReplicatesFailedError'
  readonly code = 'replicates-failed'
  readonly fitted: number
  readonly collapsed: number
  readonly failed: number
  constructor(
    { fitted, collapsed, failed }: { readonly fitted: number; readonly collapsed: number; readonly failed: number },
    /** Error of the first failed replicate, if one failed. */
    readonly first: MixturaError | undefined,
  ) {
    super(
      `standard errors need at least 2 fitted replicates, but there ${fitted === 1 ? 'is' : 'are'} ${fitted}: ` +
        `${failed} failed and ${collapsed} collapsed. ` +
        (first
          ? `The first failed because ${first.message}`
          : collapsed > 0
            ? 'Fit a mixture of fewer components, or of a simpler covarianceType.'
            : 'Let it run longer before stopping, or raise replicates.'),
    )
    this.fitted = fitted
    this.collapsed = collapsed
    this.failed = failed
  }
}
