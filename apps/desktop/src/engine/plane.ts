import type { MixtureParameters } from '@mixtura/core'
import { GaussianMixture, projectionDirections } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import { dot, type Matrix } from '@mixtura/numerics'
import { StudioError } from '../contract/errors.js'
import type { Ellipse, ThirdAxis, View } from '../contract/features.js'
import type { PrincipalAxes } from './principalAxes.js'
import { principalAxes } from './principalAxes.js'

interface Axis {
  readonly label: string
  /** [D] direction of the axis: coordinate = direction · row + offset. */
  readonly direction: Float64Array
  readonly offset: number
}

/** The affine map from the rows of a table to the two or three coordinates of a plot. It can be cloned between processes. */
export interface Plane {
  readonly x: Axis
  readonly y: Axis
  /** The third axis of points in space; null in a plane. */
  readonly z: Axis | null
  /** Share of the whole along each axis; null for axes of columns. */
  readonly explained: readonly [number, number, number] | null
  /** [D] values that take the place of missing cells, in the plane of principal axes; null if a row with a missing cell on an axis has no place. */
  readonly fill: Float64Array | null
}

/** Makes the planes of views. The principal axes of a table are computed only once. */
export class Planes {
  readonly #axes = new WeakMap<FeatureTable, PrincipalAxes>()

  /** @throws {StudioError} `invalid-request` if the view names a column that is not a feature. */
  of(view: View, table: FeatureTable): Plane {
    if (view.kind === 'columns') {
      const z = view.z === undefined ? null : columnAxis('z', view.z, table)
      return { x: columnAxis('x', view.x, table), y: columnAxis('y', view.y, table), z, explained: null, fill: null }
    }
    const axes = this.#axes.get(table) ?? principalAxes(table.samples)
    this.#axes.set(table, axes)
    return principalPlane(axes, view.spatial)
  }
}

/** The plane of two principal axes, or the space of three. */
export function principalPlane({ mean, axes: [first, second, third], explained }: PrincipalAxes, spatial = false): Plane {
  return {
    x: centredAxis('PC 1', first, mean), y: centredAxis('PC 2', second, mean), z: spatial ? centredAxis('PC 3', third, mean) : null, explained, fill: mean,
  }
}

/**
 * The plane, or the space, of the axes along which components differ most in mean or covariance. Shares are those of the eigenvalues.
 *
 * @throws {ShapeError} for a mixture of one component.
 */
export function discriminantPlane(parameters: MixtureParameters, spatial = false): Plane {
  // Components of a model with noise have weights that sum to less than 1.
  const total = parameters.weights.reduce((sum, weight) => sum + weight, 0)
  const { centre, directions, eigenvalues } = projectionDirections({ ...parameters, weights: parameters.weights.map(weight => weight / total) })
  const sum = eigenvalues.reduce((whole, value) => whole + value, 0)
  const share = (at: number): number => (sum > 0 ? (eigenvalues[at] ?? 0) / sum : 0)
  const axis = (at: number): Axis => {
    const direction = Float64Array.from({ length: directions.rows }, (_, i) => (at < directions.columns ? directions.data[i * directions.columns + at]! : 0))
    return centredAxis(`${at + 1}`, direction, centre)
  }
  return { x: axis(0), y: axis(1), z: spatial ? axis(2) : null, explained: [share(0), share(1), share(2)], fill: centre }
}

/** The axis of one column, in the column's own units. */
function columnAxis(name: 'x' | 'y' | 'z', label: string, table: FeatureTable): Axis {
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

/** The axis of a direction through a centre, whose coordinate is 0. */
function centredAxis(label: string, direction: Float64Array, mean: Float64Array): Axis {
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

/** Coordinates of rows on the third axis; undefined in a plane. */
export function thirdAxisOf({ z, explained, fill }: Plane, { data, columns, rows: count }: Matrix, rows?: Uint32Array): ThirdAxis | undefined {
  if (!z) return undefined
  const depths = new Float32Array(rows?.length ?? count)
  for (let i = 0; i < depths.length; i++) {
    const row = rows ? rows[i]! : i
    depths[i] = projected(z.direction, data.subarray(row * columns, (row + 1) * columns), fill) + z.offset
  }
  return { label: z.label, depths, explained: explained?.[2] ?? null }
}

/** The shares of the first two axes. */
export const planeShares = ({ explained }: Plane): [number, number] | null => explained && [explained[0], explained[1]]

/** Projects the components. The projection of a Gaussian is a Gaussian with mean P μ + o and covariance P Σ Pᵀ. */
export function projectComponents({ x, y, z }: Plane, parameters: MixtureParameters): Ellipse[] {
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
      ...(z && {
        third: {
          mean: dot(z.direction, mean) + z.offset,
          covariance: [bilinear(x.direction, covariance, z.direction), bilinear(y.direction, covariance, z.direction), bilinear(z.direction, covariance, z.direction)],
        },
      }),
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
