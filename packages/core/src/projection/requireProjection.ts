import { ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import type { Projection } from './projectionDirections.js'

/** @throws {ShapeError} unless `projection` has a centre and directions of consistent shapes. */
export function requireProjection(projection: unknown): asserts projection is Projection {
  if (!isRecord(projection) || !isRecord(projection.directions)) {
    throw new ShapeError('projection', 'one of projectionDirections', describeValue(projection), 'Pass what projectionDirections returned.')
  }
  const { centre, directions } = projection as unknown as Projection
  const { rows } = toMatrix(directions, 'directions')
  if (centre instanceof Float64Array && centre.length === rows) return
  throw new ShapeError('centre', `a Float64Array [${rows}]`, describeValue(centre), 'Pass what projectionDirections returned.')
}
