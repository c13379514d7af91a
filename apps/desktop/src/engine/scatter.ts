import { createRandom, drawRowNumbers } from '@mixtura/numerics'
import type { Scatter, ScatterRequest } from '../contract/clusters.js'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/fit.js'
import type { FeatureTables } from './featureTables.js'
import type { FinishedFit, Fits } from './fits.js'
import type { Planes } from './plane.js'
import { projectComponents, projectRows } from './plane.js'

/** The seed is fixed, so that the same points of the same data are always shown. */
const seed = 1

export interface ScatterSources {
  readonly tables: FeatureTables
  readonly planes: Planes
  readonly fits: Fits
}

/** Computes the points in a plane. If the request names a fit, its labels, uncertainty and ellipses are included. */
export async function drawScatter(request: ScatterRequest, { tables, planes, fits }: ScatterSources): Promise<Scatter> {
  const fit = request.fit === null ? null : await fits.finished(request.fit)
  if (fit) requireFeaturesOf(fit, request.features)
  const table = await tables.read(request.features)
  const plane = planes.of(request.view, table)
  const shown = drawRowNumbers(table.samples.rows, request.limit, createRandom(seed))
  return {
    xLabel: plane.x.label,
    yLabel: plane.y.label,
    explained: plane.explained,
    positions: projectRows(plane, table, shown),
    rows: shown.map(row => table.rows[row]!),
    labels: fit ? Uint16Array.from(shown, row => fit.assignments.labels[row]!) : new Uint16Array(0),
    uncertainty: fit
      ? Float32Array.from(shown, row => 1 - fit.assignments.largestPosteriors[row]!)
      : new Float32Array(0),
    ellipses: fit ? projectComponents(plane, fit.model) : [],
    total: table.samples.rows,
  }
}

/** @throws if the features differ from those of the fit: labels belong to the rows of the fit's own table. */
function requireFeaturesOf({ summary }: FinishedFit, features: Features): void {
  const own = summary.request.features
  const differing = (['dataset', 'scaling', 'missing', 'columns'] as const).find(
    name => JSON.stringify(own[name]) !== JSON.stringify(features[name]),
  )
  if (!differing) return
  throw new StudioError(
    'invalid-request',
    `features.${differing} differs from that of ${summary.id}. Ask for the fit's own features, or for no fit.`,
    { field: `features.${differing}`, fit: summary.id },
  )
}
