import { createRandom, drawRowNumbers, type Matrix } from '@mixtura/numerics'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import type { CodesRequest, CodeScatter, Reconstructions, ReconstructionsRequest, Scatter, ScatterRequest } from '../contract/results.js'
import type { FeatureTables } from './featureTables.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import type { RowMeasure } from './jobs/workerApi.js'
import type { Planes } from './plane.js'
import { planeShares, projectRows, thirdAxisOf } from './plane.js'
import { planeOfView } from './planeOfView.js'

/** The seed is fixed, so that the same points of the same data are always shown. */
const seed = 1

export interface ScatterSources {
  readonly tables: FeatureTables
  readonly planes: Planes
  readonly fits: Fits
}

/** Computes the points in a plane. If the request names a fit, what its model says of the points is included. */
export async function drawScatter(request: ScatterRequest, { tables, planes, fits }: ScatterSources): Promise<Scatter> {
  const fit = request.fit === null ? null : await fits.finished(request.fit)
  if (fit) requireFeaturesOf(fit, request.features)
  const table = fit?.table ?? (await tables.read(request.features))
  const plane = await planeOfView(request.view, table, { planes, fit })
  const drawn = drawRowNumbers(table.samples.rows, request.limit, createRandom(seed))
  // What the model expects in missing cells is nearer than the mean of the column, which the plane has for them.
  const completed = fit && plane.fill && fit.summary.capabilities.includes('impute') && hasMissing(table.samples, drawn) ? await fit.ask('completedRows', drawn) : null
  const samples = completed ? { data: completed, rows: drawn.length, columns: table.samples.columns } : table.samples
  const placed = completed ? drawn.map((_, i) => i) : drawn
  const { shown: places, positions } = withPlaces(placed, projectRows(plane, samples, placed), thirdAxisOf(plane, samples, placed)?.depths)
  const shown = completed ? places.map(i => drawn[i]!) : places
  const third = thirdAxisOf(plane, samples, places)
  return {
    xLabel: plane.x.label,
    yLabel: plane.y.label,
    explained: planeShares(plane),
    ...(third && { third }),
    positions,
    rows: shown.map(row => table.rows[row]!),
    ...(await memberships(fit, shown)),
    scores: request.scores ? await measured(fit, 'anomalyScore', shown) : new Float32Array(0),
    densities: request.densities ? await measured(fit, 'logDensity', shown) : new Float32Array(0),
    ...(request.posteriors && fit?.summary.capabilities.includes('responsibilities') && { posteriors: await fit.ask('posteriors', shown) }),
    ellipses: fit ? await fit.ask('ellipses', plane) : [],
    total: table.facts.rows,
  }
}

function hasMissing({ data, columns }: Matrix, rows: Uint32Array): boolean {
  return rows.some(row => data.subarray(row * columns, (row + 1) * columns).some(Number.isNaN))
}

/** The rows that have a place in the plane or in space: the others have a missing cell on one of its axes. */
function withPlaces(rows: Uint32Array, positions: Float32Array<ArrayBuffer>, depths?: Float32Array): { readonly shown: Uint32Array; readonly positions: Float32Array<ArrayBuffer> } {
  const isPlaced = (_: number, at: number): boolean => !Number.isNaN(positions[2 * at]! + positions[2 * at + 1]! + (depths?.[at] ?? 0))
  const shown = rows.filter(isPlaced)
  return shown.length === rows.length ? { shown, positions } : { shown, positions: positions.filter((_, at) => isPlaced(0, Math.floor(at / 2))) }
}

/** The rows of the table whose codes are drawn. */
export function codesShown({ table }: FinishedFit, limit: number): Uint32Array {
  return drawRowNumbers(table.samples.rows, limit, createRandom(seed))
}

/** The codes of a seeded sample of the rows. */
export async function drawCodes({ fit: id, limit, spatial }: CodesRequest, fits: Fits): Promise<CodeScatter> {
  const fit = await fits.finished(id)
  const { samples, rows } = fit.table
  const shown = codesShown(fit, limit)
  return {
    ...(await fit.ask('codes', { rows: shown, spatial })),
    rows: shown.map(row => rows[row]!),
    ...(await memberships(fit, shown)),
    total: samples.rows,
  }
}

/** Rows that are drawn with the seed of the request, beside what the model restores of them. */
export async function drawReconstructions({ fit: id, count, seed: given, row }: ReconstructionsRequest, fits: Fits): Promise<Reconstructions> {
  const fit = await fits.finished(id)
  const { samples, rows } = fit.table
  const drawn = drawRowNumbers(samples.rows, count, createRandom(given))
  const first = row === null ? -1 : rows.indexOf(row)
  if (row !== null && first < 0) {
    throw new StudioError('invalid-request', `row must be one that ${id} was fitted to, but it is ${row}. Choose a row without missing cells.`, { field: 'row', row })
  }
  const shown = row === null ? drawn : Uint32Array.of(first, ...drawn.filter(other => other !== first)).slice(0, count)
  return { ...(await fit.ask('reconstructions', shown)), rows: shown.map(row => rows[row]!) }
}

/** A measure of rows of the table; empty if the model does not have it. */
async function measured(fit: FinishedFit | null, measure: RowMeasure, rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
  if (!fit?.summary.capabilities.includes(measure)) return new Float32Array(0)
  return Float32Array.from(await fit.ask('measureSome', { measure, rows }))
}

/** Group and uncertainty of rows of the table, as far as the model has them. */
async function memberships(fit: FinishedFit | null, shown: Uint32Array): Promise<Pick<Scatter, 'labels' | 'uncertainty'>> {
  const { labels = null, largestPosteriors = null } = (await fit?.assignments()) ?? {}
  const shownLabels = new Uint16Array(labels ? shown.length : 0)
  const uncertainty = new Float32Array(largestPosteriors ? shown.length : 0)
  for (let at = 0; at < shownLabels.length; at++) shownLabels[at] = labels![shown[at]!]!
  for (let at = 0; at < uncertainty.length; at++) uncertainty[at] = 1 - largestPosteriors![shown[at]!]!
  return { labels: shownLabels, uncertainty }
}

/** @throws if the features differ from those of the fit: labels belong to the rows of the fit's own table. */
function requireFeaturesOf({ summary }: FinishedFit, features: Features): void {
  const own = summary.features
  const differing = (['dataset', 'scaling', 'missing', 'label', 'columns', 'where', 'roles'] as const).find(
    name => JSON.stringify(own[name]) !== JSON.stringify(features[name]),
  )
  if (!differing) return
  throw new StudioError(
    'invalid-request',
    `features.${differing} differs from that of ${summary.id}. Ask for the fit's own features, or for no fit.`,
    { field: `features.${differing}`, fit: summary.id },
  )
}
