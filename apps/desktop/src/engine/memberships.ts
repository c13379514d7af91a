import { StudioError } from '../contract/errors.js'
import type { MembershipPage, MembershipRequest } from '../contract/results.js'
import { noiseLabel } from '../contract/results.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import type { Selections } from './selections.js'

interface Order {
  readonly key: string
  /** 0-based rows of the fit's table. */
  readonly rows: Promise<Uint32Array>
}

type Sorting = MembershipRequest['order']

/** The capability that each order needs. */
const neededBy = { uncertainty: 'responsibilities', density: 'logDensity', score: 'anomalyScore' } as const satisfies Partial<Record<Sorting, string>>

/** Pages of the rows with what the model says of them. It is computed per page; only the last sort order is kept. */
export class Memberships {
  readonly #fits: Fits
  readonly #selections: Selections
  #order: Order | null = null

  constructor(fits: Fits, selections: Selections) {
    this.#fits = fits
    this.#selections = selections
  }

  async page(request: MembershipRequest): Promise<MembershipPage> {
    const fit = await this.#fits.finished(request.fit)
    requireGroup(fit, request.group)
    requireOrder(fit, request.order)
    const order = await this.#orderOf(fit, request)
    const rows = order.slice(request.offset, request.offset + request.limit)
    if (rows.length === 0) return { offset: request.offset, total: order.length, rows: [] }
    const { labels } = await fit.assignments()
    const { posteriors, logDensity, anomalyScore } = await fit.ask('describeRows', rows)
    const { data, columns } = (await fit.unscaled()).samples
    const groups = posteriors ? posteriors.length / rows.length : 0
    return {
      offset: request.offset,
      total: order.length,
      rows: Array.from(rows, (row, i) => ({
        row: fit.table.rows[row]!,
        label: labels ? labels[row]! : null,
        posteriors: posteriors ? Array.from(posteriors.subarray(i * groups, (i + 1) * groups)) : [],
        logDensity: finite(logDensity?.[i]),
        anomalyScore: finite(anomalyScore?.[i]),
        values: Array.from(data.subarray(row * columns, (row + 1) * columns), finite),
      })),
    }
  }

  /** Sorts by uncertainty or score (highest first), by density (lowest first), or in file order. Ties are in file order. */
  async #sortRows(fit: FinishedFit, { order, group, selection }: Pick<MembershipRequest, 'order' | 'group' | 'selection'>): Promise<Uint32Array> {
    const { labels, largestPosteriors } = await fit.assignments()
    const all = selection ? await this.#selections.rowsOf(fit, selection) : Uint32Array.from({ length: fit.table.samples.rows }, (_, row) => row)
    const rows = group === null ? all : all.filter(row => labels?.[row] === group)
    if (order === 'row') return rows
    if (order === 'uncertainty') return rows.sort((left, right) => largestPosteriors![left]! - largestPosteriors![right]! || left - right)
    const measure = order === 'score' ? await fit.scores() : await fit.ask('measureRows', neededBy[order])
    const sign = order === 'density' ? 1 : -1
    return rows.sort((left, right) => sign * (measure[left]! - measure[right]!) || left - right)
  }

  #orderOf(fit: FinishedFit, { order, group, row, selection }: MembershipRequest): Promise<Uint32Array> {
    if (row !== null) return rowOf(fit, row)
    const key = JSON.stringify([fit.summary.id, order, group, selection])
    if (this.#order?.key !== key) {
      const rows = this.#sortRows(fit, { order, group, selection })
      this.#order = { key, rows }
      rows.catch(() => (this.#order = this.#order?.rows === rows ? null : this.#order))
    }
    return this.#order.rows
  }
}

/** The place of a row of the dataset in the table of the fit; none if the fit left it out. */
async function rowOf({ table }: FinishedFit, row: number): Promise<Uint32Array> {
  const at = table.rows.indexOf(row)
  return Uint32Array.from(at < 0 ? [] : [at])
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)

function requireOrder({ summary }: FinishedFit, order: Sorting): void {
  const capability = order === 'row' ? null : neededBy[order]
  if (capability === null || summary.capabilities.includes(capability)) return
  throw new StudioError('no-capability', `The rows of this model cannot be sorted by ${order}: it lacks the capability ${capability}. Sort them by row.`, {
    fit: summary.id,
    capability,
  })
}

function requireGroup({ summary }: FinishedFit, group: number | null): void {
  const groups = summary.groups.length
  if (group === null || group < groups || group === noiseLabel) return
  throw new StudioError(
    'invalid-request',
    `group must be below ${groups}, the number of groups, or ${noiseLabel} for rows of no group, but it is ${group}.`,
    { field: 'group', group, groups },
  )
}
