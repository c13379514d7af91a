import type { FitPath, PathRequest } from '../contract/path.js'
import type { Fits } from './jobs/fits.js'
import type { Planes } from './plane.js'
import { planeOfView } from './planeOfView.js'

/** The steps of a fit in the plane of a view. The process that holds the model fits its table once more. */
export async function drawPath({ fit: id, view }: PathRequest, { planes, fits }: { readonly planes: Planes; readonly fits: Fits }): Promise<FitPath> {
  const fit = await fits.finished(id)
  const { family, options } = fit.summary
  return fit.ask('path', { family, options, plane: await planeOfView(view, fit.table, { planes, fit }) })
}
