import type { Dataset, ResultColumn } from '@mixtura/data'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { ExportedFile, ExportRequest } from '../contract/exports.js'
import { forEachBlock } from './assignments.js'
import { writeFileAtomically } from './atomicWrite.js'
import type { GrantedFile } from './channel.js'
import type { Datasets } from './datasets.js'
import { logScale } from './featureTables.js'
import { createFileHandle } from './fileGrants.js'
import type { FinishedFit, Fits } from './fits.js'

export interface ExportsOptions {
  readonly folder: string
  readonly fits: Fits
  readonly datasets: Datasets
  readonly version: string
  /** Tells the host the path of a finished file. */
  readonly announce: (file: GrantedFile) => void
}

/** Writes results to files: the rows with their memberships, or the mixture itself. */
export class Exports {
  readonly #options: ExportsOptions

  constructor(options: ExportsOptions) {
    this.#options = options
  }

  async write({ fit: id, content }: ExportRequest): Promise<ExportedFile> {
    const { fits, datasets, folder, announce, version } = this.#options
    const fit = await fits.finished(id)
    const dataset = await datasets.get(fit.summary.request.features.dataset)
    const { name } = datasets.summary(fit.summary.request.features.dataset)
    const suggestedName = `${parse(name).name}-${content === 'model' ? 'mixture.json' : `clusters.${content}`}`
    const handle = createFileHandle()
    const exportsFolder = join(folder, 'exports')
    await mkdir(exportsFolder, { recursive: true })
    const path = join(exportsFolder, `${handle}${parse(suggestedName).ext}`)
    const written = await this.#written(path, () =>
      content === 'model'
        ? writeModel(path, modelFile(fit, name, version))
        : resultColumns(fit, dataset).then(columns => dataset.writeWithColumns(path, { format: content, columns })),
    )
    announce({ handle, path, name: suggestedName })
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

/** A mixture with everything that is needed to apply it to other rows and to fit it again. */
function modelFile({ summary, model, table }: FinishedFit, dataset: string, version: string): unknown {
  const { request, rowsUsed, rowsOmitted, seconds } = summary
  return {
    format: 'mixtura-studio-model',
    version: 1,
    dataset,
    columns: table.columnNames,
    /** scaled = (value - center) / scale. The mixture describes scaled values. */
    scaling: { center: Array.from(table.scaling.center), scale: Array.from(table.scaling.scale) },
    fit: {
      library: version,
      seed: request.seed,
      starts: request.starts,
      maxIterations: request.maxIterations,
      components: request.components,
      covarianceTypes: request.covarianceTypes,
      missing: request.features.missing,
      rowsUsed,
      rowsOmitted,
      seconds,
      status: summary.status,
      converged: summary.model?.converged ?? false,
    },
    model: model.toJSON(),
  }
}

async function writeModel(path: string, content: unknown): Promise<{ rows: number; bytes: number }> {
  await writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`)
  return { rows: 0, bytes: (await stat(path)).size }
}

/** The result columns. `cluster` counts from 1, as in the window. Rows that were not used in the fit have no value. */
async function resultColumns({ model, table }: FinishedFit, dataset: Dataset): Promise<ResultColumn[]> {
  const { samples, rows } = table
  const shift = logScale(table)
  const cluster = new Int32Array(samples.rows)
  const largestPosterior = new Float64Array(samples.rows)
  const logDensity = new Float64Array(samples.rows)
  const posteriors = Array.from({ length: model.components }, () => new Float64Array(samples.rows))
  await forEachBlock(samples, async (block, offset) => {
    const { data } = await model.responsibilities(block)
    const densities = await model.logDensity(block)
    for (let row = 0; row < block.rows; row++) {
      for (let k = 0; k < model.components; k++) {
        const posterior = data[row * model.components + k]!
        posteriors[k]![offset + row] = posterior
        if (k > 0 && posterior <= largestPosterior[offset + row]!) continue
        largestPosterior[offset + row] = posterior
        cluster[offset + row] = k + 1
      }
      logDensity[offset + row] = densities[row]! - shift
    }
  })
  const unused = unusedNames(dataset.columns.map(({ name }) => name))
  return [
    { name: unused('cluster'), type: 'integer', values: cluster, rows },
    { name: unused('max_posterior'), type: 'double', values: largestPosterior, rows },
    ...posteriors.map((values, k) => ({ name: unused(`posterior_${k + 1}`), type: 'double' as const, values, rows })),
    { name: unused('log_density'), type: 'double', values: logDensity, rows },
  ]
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
