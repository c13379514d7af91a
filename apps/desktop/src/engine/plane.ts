import type { GaussianMixture } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import { StudioError } from '../contract/errors.js'
import type { Ellipse, View } from '../contract/fit.js'
import type { PrincipalAxes } from './principalAxes.js'
import { principalAxes } from './principalAxes.js'

interface Axis {
  readonly label: string
  /** [D] direction of the axis: coordinate = direction · features + offset. */
  readonly direction: Float64Array
  readonly offset: number
}

/** The affine map from features to the two coordinates of a plot. */
export interface Plane {
  readonly x: Axis
  readonly y: Axis
  readonly explained: [number, number] | null
}

/** Makes the planes of views. The principal axes of a table are computed only once. */
export class Planes {
  readonly #axes = new WeakMap<FeatureTable, PrincipalAxes>()

  /** @throws {StudioError} `invalid-request` if the view names a column that is not a feature. */
  of(view: View, table: FeatureTable): Plane {
    if (view.kind === 'columns') {
      return { x: columnAxis('x', view.x, table), y: columnAxis('y', view.y, table), explained: null }
    }
    const axes = this.#axes.get(table) ?? principalAxes(table.samples)
    this.#axes.set(table, axes)
    return {
      x: principalAxis('PC 1', axes.first, axes.mean),
      y: principalAxis('PC 2', axes.second, axes.mean),
      explained: axes.explained,
    }
  }
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

/** @returns [rows, 2] coordinates of the given rows of the table. */
export function projectRows(plane: Plane, { samples }: FeatureTable, rows: Uint32Array): Float32Array<ArrayBuffer> {
  const { data, columns } = samples
  const positions = new Float32Array(2 * rows.length)
  rows.forEach((row, i) => {
    const values = data.subarray(row * columns, (row + 1) * columns)
    positions[2 * i] = dot(plane.x.direction, values) + plane.x.offset
    positions[2 * i + 1] = dot(plane.y.direction, values) + plane.y.offset
  })
  return positions
}

/** Projects the components. The projection of a Gaussian is a Gaussian with mean P μ + o and covariance P Σ Pᵀ. */
export function projectComponents({ x, y }: Plane, mixture: GaussianMixture): Ellipse[] {
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

function dot(left: Float64Array, right: Float64Array | Float32Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!
  return sum
}

function bilinear(left: Float64Array, matrix: Float64Array, right: Float64Array): number {
  let sum = 0
  left.forEach((weight, i) => {
    if (weight !== 0) sum += weight * dot(right, matrix.subarray(i * right.length, (i + 1) * right.length))
  })
  return sum
}
