import type { GaussianMixture } from '@mixtura/core'
import { leadingEigen, type Matrix } from '@mixtura/numerics'
import { StudioError } from '../../../contract/errors.js'
import type { Place, Walk } from '../../../contract/latent.js'
import type { Plane } from '../../plane.js'
import { densityPath } from './densityPath.js'
import { placeOfPoint } from './placeOfPoint.js'

/** The space that a walk goes through. */
export interface WalkedSpace {
  readonly mixture: GaussianMixture
  readonly plane: Plane
  /** [C] the place of a row of the table. */
  placeOfRow(row: number): Promise<Float64Array>
}

/** Most numbers of a place for which a path along the density is searched: each step solves systems of that size. */
const maxDensityColumns = 128

/** [steps, C] the places of a walk. */
export async function placesOfWalk(walk: Walk, steps: number, space: WalkedSpace): Promise<Matrix> {
  const { mixture } = space
  switch (walk.kind) {
    case 'at': return { data: await placeOf(walk.place, space), rows: 1, columns: mixture.columns }
    case 'axis': return axisWalk(walk, steps, space)
    case 'between': {
      const line = straightLine(await placeOf(walk.from, space), await placeOf(walk.to, space), steps)
      if (walk.along === 'line') return line
      if (mixture.columns > maxDensityColumns) {
        throw new StudioError(
          'invalid-request',
          `walk.along must be line for places of more than ${maxDensityColumns} numbers, but it is density, and the places have ${mixture.columns}. Walk on the straight line.`,
          { field: 'walk.along', columns: mixture.columns },
        )
      }
      return densityPath(mixture, line)
    }
  }
}

async function placeOf(place: Place, space: WalkedSpace): Promise<Float64Array> {
  switch (place.kind) {
    case 'component': return space.mixture.componentMean(requireComponent(place.component, space.mixture))
    case 'row': return space.placeOfRow(place.row)
    case 'point': return placeOfPoint(space.mixture, space.plane, [place.x, place.y])
  }
}

function axisWalk({ component, axis, deviations }: Extract<Walk, { readonly kind: 'axis' }>, steps: number, { mixture }: WalkedSpace): Matrix {
  const { columns } = mixture
  if (axis >= columns) {
    throw new StudioError('invalid-request', `walk.axis must be below ${columns}, the number of axes, but it is ${axis}.`, { field: 'walk.axis', axis, columns })
  }
  const mean = mixture.componentMean(requireComponent(component, mixture))
  const { values, vectors } = leadingEigen(mixture.componentCovariance(component), columns, axis + 1)
  const reach = deviations * Math.sqrt(Math.max(0, values[axis]!))
  const end = (side: number): Float64Array => mean.map((value, i) => value + side * reach * vectors[i * (axis + 1) + axis]!)
  return straightLine(end(-1), end(1), steps)
}

function straightLine(from: Float64Array, to: Float64Array, steps: number): Matrix {
  const columns = from.length
  const data = Float64Array.from({ length: steps * columns }, (_, at) => {
    const share = Math.floor(at / columns) / (steps - 1)
    return (1 - share) * from[at % columns]! + share * to[at % columns]!
  })
  return { data, rows: steps, columns }
}

function requireComponent(component: number, { components }: GaussianMixture): number {
  if (component < components) return component
  throw new StudioError('invalid-request', `component must be below ${components}, the number of components, but it is ${component}.`, { field: 'component', component, components })
}
