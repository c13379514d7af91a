import { matrix } from '@mixtura/numerics'
import type { MembershipPage, MembershipRequest } from '../contract/clusters.js'
import { StudioError } from '../contract/errors.js'
import { largest, logDensities } from './assignments.js'
import type { FeatureTables } from './featureTables.js'
import { logScale } from './featureTables.js'
import type { FinishedFit, Fits } from './fits.js'

interface Order {
  readonly key: string
  /** 0-based rows of the fit's table. */
  readonly rows: Promise<Uint32Array>
}

/** Pages of the rows with their posteriors. Posteriors are computed per page; only the last sort order is kept. */
export class Memberships {
  readonly #fits: Fits
  readonly #tables: FeatureTables
  #order: Order | null = null

  constructor(fits: Fits, tables: FeatureTables) {
    this.#fits = fits
    this.#tables = tables
  }

  async page(request: MembershipRequest): Promise<MembershipPage> {
    const fit = await this.#fits.finished(request.fit)
    const { model, table, summary } = fit
    if (request.component !== null && request.component >= model.components) {
      throw new StudioError(
        'invalid-request',
        `component must be below ${model.components}, the number of components, but it is ${request.component}.`,
        { field: 'component', component: request.component, components: model.components },
      )
    }
    const order = await this.#orderOf(fit, request)
    const rows = order.subarray(request.offset, request.offset + request.limit)
    if (rows.length === 0) return { offset: request.offset, total: order.length, rows: [] }
    const { columns } = table.samples
    const data = new Float64Array(rows.length * columns)
    rows.forEach((row, i) => data.set(table.samples.data.subarray(row * columns, (row + 1) * columns), i * columns))
    const samples = matrix(data, rows.length, columns)
    const posteriors = await model.responsibilities(samples)
    const densities = await model.logDensity(samples)
    // The values are read unscaled, because scaling and unscaling would show 3.6 as 3.6000000000000005.
    const unscaled = await this.#tables.read({ ...summary.request.features, scaling: 'none' })
    const shift = logScale(table)
    return {
      offset: request.offset,
      total: order.length,
      rows: Array.from(rows, (row, i) => {
        const posterior = posteriors.data.subarray(i * posteriors.columns, (i + 1) * posteriors.columns)
        return {
          row: table.rows[row]!,
          label: largest(posterior),
          posteriors: Array.from(posterior),
          logDensity: densities[i]! - shift,
          values: Array.from(unscaled.samples.data.subarray(row * columns, (row + 1) * columns)),
        }
      }),
    }
  }

  #orderOf(fit: FinishedFit, { order, component }: MembershipRequest): Promise<Uint32Array> {
    const key = JSON.stringify([fit.summary.id, order, component])
    if (this.#order?.key !== key) this.#order = { key, rows: sortRows(fit, order, component) }
    return this.#order.rows
  }
}

/** Sorts by uncertainty (highest first), by density (lowest first), or in file order. Ties are in file order. */
async function sortRows(
  { model, table, assignments: { labels, largestPosteriors } }: FinishedFit,
  order: MembershipRequest['order'],
  component: number | null,
): Promise<Uint32Array> {
  const all = Uint32Array.from({ length: labels.length }, (_, row) => row)
  const rows = component === null ? all : all.filter(row => labels[row] === component)
  if (order === 'row') return rows
  const measure = order === 'uncertainty' ? largestPosteriors : await logDensities(model, table.samples)
  return rows.sort((left, right) => measure[left]! - measure[right]! || left - right)
}
