import type { MixtureParameters } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { Codes } from '../../contract/fit.js'
import { principalPlane, projectComponents, projectRows, type Plane } from '../plane.js'
import { principalAxes, type PrincipalAxes } from '../principalAxes.js'

/** Draws codes in a plane: as they are if they have at most two numbers, otherwise along their principal axes. */
export class CodePlane {
  #axes: PrincipalAxes | null = null

  draw(codes: Matrix, mixture: MixtureParameters | undefined): Omit<Codes, 'rows'> {
    const plane = codes.columns > 2 ? principalPlane(this.#axesOf(codes)) : plainPlane(codes.columns)
    return {
      positions: projectRows(plane, codes),
      ellipses: mixture ? projectComponents(plane, mixture) : [],
      explained: plane.explained,
    }
  }

  /** The principal axes. Their sign is arbitrary, so each axis gets the direction that it had in the previous picture, and pictures do not flip. */
  #axesOf(codes: Matrix): PrincipalAxes {
    const { first, second, ...rest } = principalAxes(codes)
    const before = this.#axes
    const axes = { ...rest, first: alongside(first, before?.first), second: alongside(second, before?.second) }
    this.#axes = axes
    return axes
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
  return { x: axis(0), y: axis(1), explained: null, fill: null }
}
