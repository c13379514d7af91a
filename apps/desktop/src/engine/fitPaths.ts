import { StudioError } from '../contract/errors.js'
import { longestReplayedFit, type FitPath, type PathRequest } from '../contract/path.js'
import type { Fits } from './jobs/fits.js'
import type { Planes } from './plane.js'
import { planeOfView } from './planeOfView.js'

/**
 * The steps of a fit in the plane of a view. The process that holds the model fits its table once more.
 *
 * @throws {StudioError} `invalid-request` for a fit that would take long, or whose rows are not all in memory.
 */
export async function drawPath({ fit: id, view }: PathRequest, { planes, fits }: { readonly planes: Planes; readonly fits: Fits }): Promise<FitPath> {
  const fit = await fits.finished(id)
  const { family, options, seconds } = fit.summary
  if (fit.table.whole) throw new StudioError('invalid-request', `${id} cannot be repeated to show its steps: only some of its rows are in memory. Fit a sample of the rows.`, { fit: id })
  if (seconds > longestReplayedFit) throw new StudioError('invalid-request', `${id} is not repeated to show its steps: it took ${Math.round(seconds)} s, and ${longestReplayedFit} s are the limit. Fit a sample of the rows.`, { fit: id, seconds })
  return fit.ask('path', { family, options, plane: await planeOfView(view, fit.table, { planes, fit }) })
}
