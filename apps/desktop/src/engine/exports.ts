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
  /** Tells the host where a finished file lies. */
  readonly announce: (file: GrantedFile) => void
}

/** Results as files: the rows with their memberships, or the mixture itself. */
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

  /** Nothing of a file that could not be written whole, as on a full disk, is left. */
  async #written<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
    try {
      return await write()
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined)
      throw error
    }
  }
}

/** A mixture with all that is needed to use it on other rows, and to fit it again. */
function modelFile({ summary, model, table }: FinishedFit, dataset: string, version: string): unknown {
  const { request, rowsUsed, rowsOmitted, seconds } = summary
  return {
    format: 'mixtura-studio-model',
    version: 1,
    dataset,
    columns: table.columnNames,
    /** scaled = (value - center) / scale; the mixture is one of scaled values. */
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

/** `cluster` counts from 1, as the window does; rows that did not enter the fit stay without a value. */
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

/** Names for new columns beside `taken` ones, which differ by more than case: `x`, else `x_mixtura`, else `x_mixtura_2`, … */
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
