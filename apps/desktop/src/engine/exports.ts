import type { ScriptSource } from '@mixtura/models'
import { openDataset, type ResultColumn } from '@mixtura/data'
import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { StudioError } from '../contract/errors.js'
import type { ExportedFile, ExportRequest } from '../contract/exports.js'
import type { Group } from '../contract/fit.js'
import type { FitId } from '../contract/identifiers.js'
import { projectExtension } from '../contract/offeredFiles.js'
import { writeFileAtomically } from './atomicWrite.js'
import type { GrantedFile } from './channel.js'
import type { Datasets } from './datasets.js'
import type { WholeTable } from './drawnTables.js'
import { createFileHandle } from './fileGrants.js'
import type { FitFiles } from './jobs/fitFiles.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import type { ResultValues } from './jobs/workerApi.js'
import { writeProject } from './projectFile.js'
import type { SavedSelections } from './savedSelections.js'
import type { Selections } from './selections.js'
import { dataFilter } from './tableViews.js'
import { requireSheet, writeXlsx } from './xlsx.js'

export interface ExportsOptions {
  readonly folder: string
  readonly fits: Fits
  readonly files: FitFiles
  readonly datasets: Datasets
  readonly selections: Selections
  readonly savedSelections: SavedSelections
  readonly version: string
  /** Tells the host the path of a finished file. */
  readonly announce: (file: GrantedFile) => void
}

/** End of the suggested name of each export, after the name of the dataset. */
const nameEnds = {
  csv: 'clusters.csv',
  parquet: 'clusters.parquet',
  xlsx: 'clusters.xlsx',
  model: 'model.mixtura',
  mixture: 'mixture.json',
  // A module wherever it is saved: in a folder of `npm init`, a .ts file is none, and may not await.
  script: 'fit.mts',
} as const satisfies Record<ExportRequest['content'], string>

type Written = Pick<ExportedFile, 'rows' | 'bytes'>

/** Writes results to files: the rows with what the model says of them, the model, its mixture, or a script that repeats the fit; or the session as a project. */
export class Exports {
  readonly #options: ExportsOptions
  /** The last project. It holds all data, so the next one takes its place. */
  #projectPath: string | null = null

  constructor(options: ExportsOptions) {
    this.#options = options
  }

  async write({ fit: id, content, selection }: ExportRequest): Promise<ExportedFile> {
    const fit = await this.#options.fits.finished(id)
    const { name } = this.#options.datasets.summary(fit.summary.features.dataset)
    return this.#export(`${parse(name).name}-${nameEnds[content]}`, path => this.#content(fit, { content, ...(selection && { selection }) }, path))
  }

  /** Writes the whole session as a project. */
  async writeProject(): Promise<ExportedFile> {
    const { fits, files, datasets, savedSelections, version } = this.#options
    const content = { datasets: datasets.stored, fits: fits.stored, selections: savedSelections.all }
    // The first file of a person, rather than a sample, gives the name.
    const named = content.datasets.find(({ source }) => source.kind === 'file') ?? content.datasets[0]
    return this.#export(`${named ? parse(named.summary.name).name : 'empty'}${projectExtension}`, async path => {
      if (this.#projectPath !== null) await rm(this.#projectPath, { force: true }).catch(() => undefined)
      this.#projectPath = path
      await writeProject(path, content, { files, studio: version })
      return withoutRows(path)
    })
  }

  /** TypeScript that repeats a fit. */
  async script(id: FitId): Promise<string> {
    const fit = await this.#options.fits.finished(id)
    return fit.ask('script', this.scriptSource(fit))
  }

  /** What the script of a fit reads. */
  scriptSource({ summary: { features }, table }: FinishedFit): ScriptSource {
    const { datasets } = this.#options
    const { dataset, scaling, missing, where } = features
    return {
      file: datasets.summary(dataset).name, open: datasets.openOptions(dataset) as Readonly<Record<string, unknown>>, columns: table.columnNames, scaling, missing,
      ...(where && { where: dataFilter(where) as Readonly<Record<string, unknown>> }),
    }
  }

  async #content(fit: FinishedFit, { content, selection }: Pick<ExportRequest, 'content' | 'selection'>, path: string): Promise<Written> {
    const { datasets, files, selections, version } = this.#options
    const { id, features } = fit.summary
    if (selection && fit.table.whole?.residence === 'disk') throw onlyDrawnRows(id)
    switch (content) {
      case 'csv':
      case 'parquet': {
        const dataset = await datasets.get(features.dataset)
        const taken = dataset.columns.map(({ name }) => name)
        return dataset.writeWithColumns(path, { format: content, columns: await resultsOfAllRows(fit, taken), ...(selection && { rows: await selections.datasetRows(fit, selection) }) })
      }
      case 'xlsx':
        return this.#workbook(fit, path)
      case 'model':
        await copyFile(files.modelPath(id), path)
        return withoutRows(path)
      case 'mixture': {
        const file = mixtureFile(fit, await fit.ask('mixture', null), { dataset: datasets.summary(features.dataset).name, version })
        await writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`)
        return withoutRows(path)
      }
      case 'script':
        await writeFileAtomically(path, await this.script(id))
        return withoutRows(path)
    }
  }

  /** The table on its way through Parquet, from which its cells are read in pages. */
  async #workbook(fit: FinishedFit, path: string): Promise<Written> {
    const dataset = await this.#options.datasets.get(fit.summary.features.dataset)
    const names = dataset.columns.map(({ name }) => name)
    requireSheet(dataset.rows, names.length)
    const parquet = `${path}.parquet`
    try {
      await dataset.writeWithColumns(parquet, { format: 'parquet', columns: await resultsOfAllRows(fit, names) })
      const table = await openDataset(parquet)
      try {
        const { rows, columns } = table
        await writeXlsx(path, { columns: columns.map(({ name }) => name), rows, read: (offset, limit) => table.readRows({ offset, limit }) })
        return { ...(await withoutRows(path)), rows }
      } finally {
        await table.close()
      }
    } finally {
      await rm(parquet, { force: true })
    }
  }

  async #export(suggestedName: string, write: (path: string) => Promise<Written>): Promise<ExportedFile> {
    const handle = createFileHandle()
    const exportsFolder = join(this.#options.folder, 'exports')
    await mkdir(exportsFolder, { recursive: true })
    const path = join(exportsFolder, `${handle}${parse(suggestedName).ext}`)
    const written = await this.#written(path, () => write(path))
    this.#options.announce({ handle, path, name: suggestedName })
    return { file: handle, suggestedName, ...written }
  }

  /** Removes a file that could not be written completely, for example on a full disk. */
  async #written<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
    try {
      return await write()
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined)
      throw error
    }
  }
}

function onlyDrawnRows(fit: FitId): StudioError {
  return new StudioError('only-drawn-rows', `A selection in ${fit} has only rows that were drawn to be shown, not all rows inside it. Export all rows, and filter the file.`, { fit })
}

const withoutRows = async (path: string): Promise<Written> => ({ rows: 0, bytes: (await stat(path)).size })

/** A mixture as JSON, with everything that is needed to apply it to other rows and to fit it again. */
function mixtureFile({ summary, table }: FinishedFit, model: unknown, { dataset, version }: { readonly dataset: string; readonly version: string }): unknown {
  const { family, options, features, rowsUsed, rowsOmitted, seconds, status, facts } = summary
  return {
    format: 'mixtura-studio-model',
    version: 2,
    dataset,
    columns: table.columnNames,
    /** scaled = (value - center) / scale. The mixture describes scaled values. */
    scaling: { center: Array.from(table.scaling.center), scale: Array.from(table.scaling.scale) },
    fit: {
      library: version,
      family,
      options,
      missing: features.missing,
      ...(features.where && { where: features.where }),
      rowsUsed,
      rowsOmitted,
      seconds,
      status,
      facts: Object.fromEntries(facts.map(({ name, value }) => [name, value])),
    },
    model,
  }
}

/** The result columns of all rows that were used in the fit, also of those that are not in memory. */
async function resultsOfAllRows(fit: FinishedFit, taken: readonly string[]): Promise<ResultColumn[] | AsyncGenerator<ResultColumn[]>> {
  const { whole } = fit.table
  return whole?.residence === 'disk' ? resultBlocks(fit, whole, taken) : resultColumns(fit, taken)
}

/** The result columns of the rows that were used in the fit. Other rows have no value. */
async function resultColumns({ summary, ask, table }: FinishedFit, taken: readonly string[]): Promise<ResultColumn[]> {
  const unused = unusedNames(taken)
  const columns = withGroupNames(await ask('resultColumns', null), summary.groups)
  return columns.map(column => ({ ...column, name: unused(column.name), rows: table.rows }))
}

/** The same of a table on disk, a block of rows at a time. */
async function* resultBlocks({ summary, ask }: FinishedFit, { source }: Extract<WholeTable, { readonly residence: 'disk' }>, taken: readonly string[]): AsyncGenerator<ResultColumn[]> {
  for await (const { samples, rows } of source.blocks()) {
    const unused = unusedNames(taken)
    yield withGroupNames(await ask('resultColumnsOf', samples), summary.groups).map(column => ({ ...column, name: unused(column.name), rows }))
  }
}

/** Adds what the groups are called, if a person has named any; the others have their numbers or classes there. Noise has no name. */
function withGroupNames(columns: readonly ResultValues[], groups: readonly Group[]): readonly ResultValues[] {
  const at = columns.findIndex(({ name }) => name === 'cluster')
  if (at < 0 || groups.every(({ name }) => name === null)) return columns
  const names = new Map(groups.map(({ label, name }, k) => [String(label ?? k + 1), name ?? String(label ?? k + 1)]))
  const cells: Iterable<string | number> = columns[at]!.values
  const values = Array.from(cells, value => names.get(String(value)) ?? '')
  return columns.toSpliced(at + 1, 0, { name: 'cluster_name', type: 'text', values })
}

/** Makes names for new columns that differ from all `taken` names by more than case: `x`, else `x_mixtura`, else `x_mixtura_2`, … */
export function unusedNames(taken: readonly string[]): (name: string) => string {
  const used = new Set(taken.map(name => name.toLowerCase()))
  return name => {
    let unused = name
    for (let attempt = 1; used.has(unused.toLowerCase()); attempt++) {
      unused = attempt === 1 ? `${name}_mixtura` : `${name}_mixtura_${attempt}`
    }
    used.add(unused.toLowerCase())
    return unused
  }
}
