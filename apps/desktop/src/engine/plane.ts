import type { MixtureParameters } from '@mixtura/core'
import { GaussianMixture } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import { dot, type Matrix } from '@mixtura/numerics'
import { StudioError } from '../contract/errors.js'
import type { Ellipse, View } from '../contract/features.js'
import type { PrincipalAxes } from './principalAxes.js'
import { principalAxes } from './principalAxes.js'

interface Axis {
  readonly label: string
  /** [D] direction of the axis: coordinate = direction · row + offset. */
  readonly direction: Float64Array
  readonly offset: number
}

/** The affine map from the rows of a table to the two coordinates of a plot. It can be cloned between processes. */
export interface Plane {
  readonly x: Axis
  readonly y: Axis
  readonly explained: [number, number] | null
  /** [D] values that take the place of missing cells, in the plane of principal axes; null if a row with a missing cell on an axis has no place. */
  readonly fill: Float64Array | null
}

/** Makes the planes of views. The principal axes of a table are computed only once. */
export class Planes {
  readonly #axes = new WeakMap<FeatureTable, PrincipalAxes>()

  /** @throws {StudioError} `invalid-request` if the view names a column that is not a feature. */
  of(view: View, table: FeatureTable): Plane {
    if (view.kind === 'columns') {
      return { x: columnAxis('x', view.x, table), y: columnAxis('y', view.y, table), explained: null, fill: null }
    }
    const axes = this.#axes.get(table) ?? principalAxes(table.samples)
    this.#axes.set(table, axes)
    return principalPlane(axes)
  }
}

/** The plane of two principal axes. */
export function principalPlane({ mean, first, second, explained }: PrincipalAxes): Plane {
  return { x: principalAxis('PC 1', first, mean), y: principalAxis('PC 2', second, mean), explained, fill: mean }
}

/** The axis of one column, in the column's own units. */
function columnAxis(name: 'x' | 'y', label: string, table: FeatureTable): Axis {
  const column = table.columnNames.indexOf(label)
  if (column < 0) {
    throw new StudioError(
      'invalid-request',
      `view.${name} must be one of the chosen columns (${table.columnNames.join(', ')}), but it is ${label}.`,
      { field: `view.${name}`, column: label },
    )
  }
  const direction = new Float64Array(table.columnNames.length)
  direction[column] = table.scaling.scale[column]!
  return { label, direction, offset: table.scaling.center[column]! }
}

function principalAxis(label: string, direction: Float64Array, mean: Float64Array): Axis {
  return { label, direction, offset: -dot(direction, mean) }
}

/** @returns [rows, 2] coordinates of the given rows; of all rows by default. NaN for a row without a place. */
export function projectRows({ x, y, fill }: Plane, { data, columns, rows: count }: Matrix, rows?: Uint32Array): Float32Array<ArrayBuffer> {
  const shown = rows?.length ?? count
  const positions = new Float32Array(2 * shown)
  for (let i = 0; i < shown; i++) {
    const row = rows ? rows[i]! : i
    const values = data.subarray(row * columns, (row + 1) * columns)
    positions[2 * i] = projected(x.direction, values, fill) + x.offset
    positions[2 * i + 1] = projected(y.direction, values, fill) + y.offset
  }
  return positions
}

/** Projects the components. The projection of a Gaussian is a Gaussian with mean P μ + o and covariance P Σ Pᵀ. */
export function projectComponents({ x, y }: Plane, parameters: MixtureParameters): Ellipse[] {
  // `fromParameters` would reorder the components. They must keep their order during the fit, and thus their colours.
  const mixture = parameters instanceof GaussianMixture ? parameters : new GaussianMixture(parameters)
  return Array.from({ length: mixture.components }, (_, k) => {
    const mean = mixture.componentMean(k)
    const covariance = mixture.componentCovariance(k)
    return {
      weight: mixture.weights[k]!,
      mean: [dot(x.direction, mean) + x.offset, dot(y.direction, mean) + y.offset],
      covariance: [
        bilinear(x.direction, covariance, x.direction),
        bilinear(x.direction, covariance, y.direction),
        bilinear(y.direction, covariance, y.direction),
      ],
    }
  })
}

/** `direction` · `values`. A missing cell counts as that of `fill`; it does not matter on an axis that leaves its column out. */
function projected(direction: Float64Array, values: Float64Array | Float32Array, fill: Float64Array | null): number {
  let sum = 0
  for (let i = 0; i < direction.length; i++) {
    if (direction[i] === 0) continue
    sum += direction[i]! * (Number.isNaN(values[i]!) && fill ? fill[i]! : values[i]!)
  }
  return sum
}

function bilinear(left: Float64Array, matrix: Float64Array, right: Float64Array): number {
  let sum = 0
  left.forEach((weight, i) => {
    if (weight !== 0) sum += weight * dot(right, matrix.subarray(i * right.length, (i + 1) * right.length))
  })
  return sum
}
