import { featureLevels, hasLevels } from '../columns/featureLevels.js'
import type { DatasetColumn } from '../dataset.js'
import { FeatureRoleError } from '../errors/roleErrors.js'
import { placeOf } from '../errors/wording.js'
import type { FeatureColumn, RoleRequest } from '../featureRoles.js'
import type { ElementColumn } from './readElementFeatures.js'

/** A feature of elements, and the number that a cell becomes: the code of its level, or itself. */
export interface ElementFeature {
  readonly column: FeatureColumn
  readonly cell: (value: number) => number
}

/** @throws {FeatureRoleError} {UnknownLevelError} {TooManyLevelsError} */
export function elementFeature({ name, type }: DatasetColumn, { data, stride, offset }: ElementColumn, request: RoleRequest): ElementFeature {
  const { role } = request
  if (request.date) throw new FeatureRoleError(name, role, `its type is ${type}, and date is for columns of dates`, 'Leave out date.')
  const rows = Math.floor((data.length - offset + stride - 1) / stride)
  if (!hasLevels(role)) {
    if (role === 'count') {
      for (let row = 0; row < rows; row++) {
        const value = data[row * stride + offset]
        if (!Number.isFinite(value) || (value >= 0 && Number.isInteger(value))) continue
        throw new FeatureRoleError(name, role, `${placeOf(row + 1, null)} holds ${value}, and counts are whole numbers of at least 0`, 'Correct the cell, or use the role number.')
      }
    }
    return { column: { name, role, levels: null, order: null, date: null }, cell: value => value }
  }
  const counts = new Map<string, number>()
  for (let row = 0; row < rows; row++) {
    const value = data[row * stride + offset]
    if (Number.isFinite(value)) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  }
  const { levels, order } = featureLevels(name, request, Array.from(counts, ([value, rows]) => ({ value, rows })))
  const codes = new Map(levels!.flatMap(({ of }, code) => of.map(value => [Number(value), code] as const)))
  return { column: { name, role, levels, order, date: null }, cell: value => codes.get(value) ?? Number.NaN }
}
