import { MixturaError } from '@mixtura/numerics'

/** Thrown if a sample is so far from every component that its squared distances overflow float64. */
export class FarSampleError extends MixturaError {
  override readonly name = 'FarSampleError'
  readonly code = 'far-sample'
  constructor(
    /** The name of the samples. */
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

/** Returns the log-density or distance of a row. @throws {FarSampleError} unless it is finite. */
export function requireNear(value: number, row: number): number {
  if (Number.isFinite(value)) return value
  throw new FarSampleError('samples', row)
}
