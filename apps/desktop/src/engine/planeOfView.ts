import type { Features as FeatureTable } from '@mixtura/data'
import { StudioError } from '../contract/errors.js'
import type { View } from '../contract/features.js'
import type { FinishedFit } from './jobs/fits.js'
import type { Plane, Planes } from './plane.js'

/**
 * The plane of a view. That of discriminant axes comes from the components of the fit.
 *
 * @throws {StudioError} `invalid-request` for a discriminant view without components that differ.
 */
export async function planeOfView(view: View, table: FeatureTable, { planes, fit }: { readonly planes: Planes; readonly fit: FinishedFit | null }): Promise<Plane> {
  if (view.kind !== 'discriminant') return planes.of(view, table)
  if (!fit?.summary.capabilities.includes('components') || fit.summary.groups.length < 2) {
    throw new StudioError(
      'invalid-request',
      `view.kind must be columns or principal, but it is discriminant, which needs a fit with two components or more. Choose another plane${fit ? ` for ${fit.summary.id}` : ''}.`,
      { field: 'view.kind' },
    )
  }
  return fit.ask('discriminantPlane', { spatial: view.spatial ?? false })
}
