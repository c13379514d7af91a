import type { MixtureParameters } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { Codes } from '../../contract/fit.js'
import { planeShares, principalPlane, projectComponents, projectRows, thirdAxisOf, type Plane } from '../plane.js'
import { principalAxes, type PrincipalAxes } from '../principalAxes.js'

/** Draws codes in a plane or in space: as they are if they have at most two numbers, otherwise along their principal axes. */
export class CodePlane {
  #axes: PrincipalAxes | null = null

  draw(codes: Matrix, mixture: MixtureParameters | undefined): Omit<Codes, 'rows'> {
    return drawCodes(this.of(codes), codes, mixture)
  }

  /** Makes the map from codes to places in the plane in which `codes` are drawn. */
  placesOf(codes: Matrix): (others: Matrix) => Float32Array {
    const plane = this.of(codes)
    return others => projectRows(plane, others)
  }

  /** The plane, or the space if the codes have three numbers or more, in which codes are drawn. */
  of(codes: Matrix, spatial = false): Plane {
    return codes.columns > 2 ? principalPlane(this.#axesOf(codes), spatial) : plainPlane(codes.columns)
  }

  /** The principal axes. Their sign is arbitrary, so each axis gets the direction that it had in the previous picture, and pictures do not flip. */
  #axesOf(codes: Matrix): PrincipalAxes {
    const { axes: [first, second, third], ...rest } = principalAxes(codes)
    const before = this.#axes?.axes
    this.#axes = { ...rest, axes: [alongside(first, before?.[0]), alongside(second, before?.[1]), alongside(third, before?.[2])] }
    return this.#axes
  }
}

/** Codes and the components around them in a plane or in space. */
export function drawCodes(plane: Plane, codes: Matrix, mixture: MixtureParameters | undefined): Omit<Codes, 'rows'> {
  const third = thirdAxisOf(plane, codes)
  return {
    positions: projectRows(plane, codes),
    ellipses: mixture ? projectComponents(plane, mixture) : [],
    explained: planeShares(plane),
    ...(third && { third }),
  }
}

function alongside(axis: Float64Array, before: Float64Array | undefined): Float64Array {
  if (before?.length !== axis.length) return axis
  const cosine = axis.reduce((sum, value, at) => sum + value * before[at]!, 0)
  return cosine < 0 ? axis.map(value => -value) : axis
}

/** Codes of two numbers are their own coordinates. Codes of one number lie on a line. */
function plainPlane(columns: number): Plane {
  const axis = (at: number): Plane['x'] => ({ label: `${at + 1}`, direction: Float64Array.from({ length: columns }, (_, column) => (column === at ? 1 : 0)), offset: 0 })
  return { x: axis(0), y: axis(1), z: null, explained: null, fill: null }
}
