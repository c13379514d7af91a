import { MixturaError } from '@mixtura/numerics'

/** A sample so far from a mixture that its density has no logarithm in float64. */
export class FarSampleError extends MixturaError {
  override readonly name = 'FarSampleError'
  readonly code = 'far-sample'
  constructor(
    /** What lies far away. */
    readonly thing: string,
    /** 0-based. */
    readonly row: number,
  ) {
    super(
      `${thing}, row ${row}, lies so far from every component that squared distances leave the range of float64. ` +
        `Leave that row out, or rescale the columns of data and mixture alike.`,
    )
  }
}

/** @throws {FarSampleError} unless the log-density or distance of the row is finite; returns it. */
export function requireNear(value: number, row: number): number {
  if (Number.isFinite(value)) return value
  throw new FarSampleError('samples', row)
}
