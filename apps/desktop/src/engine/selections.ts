import type { Histogram, HistogramsRequest, Region, RowImages, RowImagesRequest, SelectedRows, Selection } from '../contract/selection.js'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import { noiseLabel } from '../contract/results.js'
import type { Datasets } from './datasets.js'
import { areDrawnAlike, otherDrawnRows } from './drawnTables.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import { histogramOf } from './histograms.js'
import { projectRows, thirdAxisOf, type Planes } from './plane.js'
import { planeOfView } from './planeOfView.js'
import { isInside } from './polygon.js'
import { RecentlyUsed } from './recentlyUsed.js'

export interface SelectionSources {
  readonly fits: Fits
  readonly planes: Planes
  readonly datasets: Datasets
}

/** Number of selections whose rows are kept in memory. */
const capacity = 8

/** The selected rows of a dataset: [rows] 1 or 0. */
interface Resolved {
  /** Those of the fit in which they were selected. */
  readonly features: Features
  /** Whether rows could be selected only among drawn ones. */
  readonly isDrawn: boolean
  readonly flags: Uint8Array
}

/** Finds the rows that selections mean. A selection that was made in one fit can be seen in every fit of the dataset. */
export class Selections {
  readonly #sources: SelectionSources
  readonly #resolved = new RecentlyUsed<string, Promise<Resolved>>(capacity)

  constructor(sources: SelectionSources) {
    this.#sources = sources
  }

  /** Finds the rows of every selection anew, for example when a column is read in another way. */
  forget(): void {
    this.#resolved.removeWhere(() => true)
  }

  /** @throws {StudioError} `unknown-fit`, `fit-not-ready`; `no-capability` and `invalid-request` for a region that the fit does not have. */
  async describe(fit: FinishedFit, selection: Selection): Promise<SelectedRows> {
    const { flags } = await this.#flagsFor(fit, selection)
    const { labels } = await fit.assignments()
    const groups = new Uint32Array(labels ? fit.summary.groups.length : 0)
    let [selected, noise] = [0, 0]
    fit.table.rows.forEach((row, at) => {
      if (flags[row] === 0) return
      selected++
      const label = labels?.[at]
      if (label === noiseLabel) noise++
      else if (label !== undefined) groups[label]!++
    })
    return { selected, total: fit.table.rows.length, groups, noise, bits: bitsOf(flags) }
  }

  /** Rows of the fit's table, ascending. */
  async rowsOf(fit: FinishedFit, selection: Selection): Promise<Uint32Array> {
    const { flags } = await this.#flagsFor(fit, selection)
    return Uint32Array.from(fit.table.rows.keys()).filter(at => flags[fit.table.rows[at]!] === 1)
  }

  /** The same rows as rows of the dataset, ascending. */
  async datasetRows(fit: FinishedFit, selection: Selection): Promise<Uint32Array> {
    return (await this.rowsOf(fit, selection)).map(at => fit.table.rows[at]!)
  }

  /** How the cells of columns are spread, among all rows of the fit and among the selected ones. */
  async histograms({ fit: id, columns, bins, selection }: HistogramsRequest): Promise<Histogram[]> {
    const fit = await this.#sources.fits.finished(id)
    const unscaled = await fit.unscaled()
    const flags = selection ? (await this.#flagsFor(fit, selection)).flags : null
    return columns.map(name => {
      const column = columnOf(fit, name)
      return histogramOf(unscaled.samples, { name, column, bins, isSelected: at => flags?.[fit.table.rows[at]!] === 1 })
    })
  }

  /** Rows as images, in the order of the dataset. */
  async images({ fit: id, selection, offset, limit }: RowImagesRequest): Promise<RowImages> {
    const fit = await this.#sources.fits.finished(id)
    const all = selection ? await this.rowsOf(fit, selection) : Uint32Array.from(fit.table.rows.keys())
    const shown = all.slice(offset, offset + limit)
    return { total: all.length, rows: shown.map(at => fit.table.rows[at]!), images: await fit.ask('images', shown) }
  }

  async #flagsFor({ summary, table }: FinishedFit, selection: Selection): Promise<Resolved> {
    const resolved = await this.#resolve(selection)
    if (resolved.features.dataset === summary.features.dataset) {
      if (resolved.isDrawn && !(table.whole && areDrawnAlike(resolved.features, summary.features))) throw otherDrawnRows(selection.fit, summary.id)
      return resolved
    }
    throw new StudioError('invalid-request', `The selection is one of ${selection.fit}, which has another dataset than ${summary.id}. Select rows of the dataset on screen.`, { fit: summary.id })
  }

  #resolve(selection: Selection): Promise<Resolved> {
    const key = JSON.stringify(selection)
    const resolved = this.#resolved.get(key, () => this.#find(selection))
    resolved.catch(() => this.#resolved.removeIf(key, resolved))
    return resolved
  }

  async #find({ fit: id, parts }: Selection): Promise<Resolved> {
    const fit = await this.#sources.fits.finished(id)
    const { features } = fit.summary
    // Drawn rows at servers are numbered from 0, and the whole table may have billions.
    const flags = new Uint8Array(fit.table.whole?.residence === 'servers' ? fit.table.rows.length : this.#sources.datasets.summary(features.dataset).rows)
    for (const { combine, region } of parts) {
      const isIn = await this.#test(fit, region)
      fit.table.rows.forEach((row, at) => {
        if (combine === 'keep') flags[row] &= isIn(at) ? 1 : 0
        else if (isIn(at)) flags[row] = combine === 'add' ? 1 : 0
      })
    }
    return { features, isDrawn: fit.table.whole !== null, flags }
  }

  /** @returns whether a row of the fit's table is in the region. */
  async #test(fit: FinishedFit, region: Region): Promise<(at: number) => boolean> {
    const { planes, datasets } = this.#sources
    switch (region.kind) {
      case 'polygon': {
        const positions = projectRows(await planeOfView(region.view, fit.table, { planes, fit }), fit.table.samples)
        return at => isInside(region.corners, positions[2 * at]!, positions[2 * at + 1]!)
      }
      case 'space': {
        const plane = await planeOfView(region.view, fit.table, { planes, fit })
        const depths = thirdAxisOf(plane, fit.table.samples)?.depths
        if (!depths) throw new StudioError('invalid-request', 'view must have a third axis for a selection in space, but it has two. Select in the plane.', { field: 'view' })
        const positions = projectRows(plane, fit.table.samples)
        const along = ({ direction: [x, y, z], offset }: typeof region.across, at: number): number => offset + x * positions[2 * at]! + y * positions[2 * at + 1]! + z * depths[at]!
        return at => isInside(region.corners, along(region.across, at), along(region.down, at))
      }
      case 'codes': {
        const positions = await fit.ask('codePositions', null)
        return at => isInside(region.corners, positions[2 * at]!, positions[2 * at + 1]!)
      }
      case 'range': {
        const column = columnOf(fit, region.column)
        const { data, columns } = (await fit.unscaled()).samples
        return at => data[at * columns + column]! >= region.minimum && data[at * columns + column]! <= region.maximum
      }
      case 'group': {
        if (region.fit !== undefined && region.fit !== fit.summary.id) {
          const { flags } = await this.#flagsFor(fit, { fit: region.fit, parts: [{ combine: 'add', region: { kind: 'group', group: region.group } }] })
          return at => flags[fit.table.rows[at]!] === 1
        }
        const { labels } = await fit.assignments()
        if (!labels) throw lacking(fit, 'predict')
        return at => labels[at] === region.group
      }
      case 'value': {
        const cells = await (await datasets.get(fit.summary.features.dataset)).readColumn(region.column)
        return at => (cells[fit.table.rows[at]!] === null ? null : String(cells[fit.table.rows[at]!])) === region.value
      }
      case 'score': {
        const scores = await fit.scores()
        return at => scores[at]! >= region.minimum
      }
    }
  }
}

function bitsOf(flags: Uint8Array): Uint32Array<ArrayBuffer> {
  const bits = new Uint32Array(Math.ceil(flags.length / 32))
  flags.forEach((flag, row) => {
    if (flag === 1) bits[row >>> 5]! |= 1 << (row & 31)
  })
  return bits
}

function columnOf({ summary }: FinishedFit, name: string): number {
  const column = summary.features.columns.indexOf(name)
  if (column >= 0) return column
  throw new StudioError('invalid-request', `column must be one of ${summary.id} (${summary.features.columns.join(', ')}), but it is ${name}.`, { field: 'column', column: name })
}

function lacking({ summary }: FinishedFit, capability: string): StudioError {
  return new StudioError('no-capability', `Rows of this model cannot be selected in this way: it lacks the capability ${capability}. Select them in the scatter.`, { fit: summary.id, capability })
}
