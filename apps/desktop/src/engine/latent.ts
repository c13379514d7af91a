import { StudioError } from '../contract/errors.js'
import type { Conditional, ConditionalRequest, Place, Walk, Walked, WalkRequest } from '../contract/latent.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import type { Planes } from './plane.js'
import { planeOfView } from './planeOfView.js'

/** What a model makes of a walk through the space that it decodes from. */
export async function walkThrough({ fit: id, walk, steps, view }: WalkRequest, { fits, planes }: { readonly fits: Fits; readonly planes: Planes }): Promise<Walked> {
  const fit = await fits.finished(id)
  return fit.ask('walk', { walk: withTableRows(walk, fit), steps, plane: await planeOfView(view, fit.table, { planes, fit }) })
}

/** Rows in which some columns have given values. */
export async function drawConditional({ fit: id, given, ...rest }: ConditionalRequest, fits: Fits): Promise<Conditional> {
  const fit = await fits.finished(id)
  const { columns } = fit.summary.features
  const values = new Float64Array(columns.length).fill(NaN)
  for (const { column, value } of given) {
    const at = columns.indexOf(column)
    if (at < 0) {
      throw new StudioError('invalid-request', `given.column must be one of ${columns.join(', ')}, but it is ${column}.`, { field: 'given.column', column })
    }
    values[at] = value
  }
  return fit.ask('conditional', { given: values, ...rest })
}

/** The walk with rows of the dataset as rows of the fit's table. */
function withTableRows(walk: Walk, { table, summary }: FinishedFit): Walk {
  const own = (place: Place): Place => {
    if (place.kind !== 'row') return place
    const row = table.rows.indexOf(place.row)
    if (row >= 0) return { kind: 'row', row }
    throw new StudioError('invalid-request', `row must be one that ${summary.id} was fitted to, but it is ${place.row}. Choose a row without missing cells.`, { field: 'row', row: place.row })
  }
  if (walk.kind === 'between') return { ...walk, from: own(walk.from), to: own(walk.to) }
  return walk.kind === 'at' ? { ...walk, place: own(walk.place) } : walk
}
