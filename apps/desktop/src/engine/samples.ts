import { StudioError } from '../contract/errors.js'
import type { GeneratedSamples, SamplesRequest } from '../contract/results.js'
import type { Fits } from './jobs/fits.js'
import type { Planes } from './plane.js'
import { planeOfView } from './planeOfView.js'

/** Draws new rows from a model. */
export async function drawSamples(
  { fit: id, count, seed, component, view }: SamplesRequest,
  { fits, planes }: { readonly fits: Fits; readonly planes: Planes },
): Promise<GeneratedSamples> {
  const fit = await fits.finished(id)
  const groups = fit.summary.groups.length
  if (component !== null && component >= groups) {
    throw new StudioError('invalid-request', `component must be below ${groups}, the number of groups, but it is ${component}.`, { field: 'component', component, groups })
  }
  return fit.ask('samples', { count, seed, component, plane: await planeOfView(view, fit.table, { planes, fit }) })
}
