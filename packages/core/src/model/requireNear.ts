import { FarSampleError } from '../errors.js'

/** Returns the log-density or distance of a row. @throws {FarSampleError} unless it is finite. */
export function requireNear(value: number, row: number): number {
  if (Number.isFinite(value)) return value
  throw new FarSampleError('samples', row)
}
