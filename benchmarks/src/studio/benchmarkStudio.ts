import { fitGaussianMixture, type Matrix } from '@mixtura/core'
import { openDataset, writeColumns } from '@mixtura/data'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createData } from '../em/createData.js'
import { describeCase, type EmCase, type Spacing } from '../em/cases.js'
import { spreadOf } from '../em/statistics.js'
import { requireQuietMachine } from '../machineLoad.js'
import { describeProvenance, provenance } from '../provenance.js'
import { tableLine, type TableColumn } from '../table.js'
import { startStudioEngine, type StudioFit } from './studioEngine.js'

interface StudioRow {
  readonly table: EmCase
  /** Seconds of `fitGaussianMixture`, and from the order to the shown result in Studio. */
  readonly core: number
  readonly studio: number
  readonly iterations: number
}

const columns: readonly TableColumn<StudioRow>[] = [
  { head: 'table', width: 42, cell: ({ table }) => describeCase(table) },
  { head: 'iterations', width: 10, cell: ({ iterations }) => String(iterations) },
  { head: 'core, s', width: 8, cell: ({ core }) => core.toFixed(2) },
  { head: 'Studio, s', width: 9, cell: ({ studio }) => studio.toFixed(2) },
  { head: 'ratio', width: 6, cell: ({ core, studio }) => (studio / core).toFixed(2) },
]

const seed = 1

/** Time of a fit through Studio's engine beside that of core alone: same table, same options, by turns. */
export async function benchmarkStudio(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      columns: { type: 'string', default: '18' },
      components: { type: 'string', default: '6' },
      spacing: { type: 'string', multiple: true, default: ['overlapped', 'separated'] },
      repeats: { type: 'string', default: '3' },
      'on-loaded-machine': { type: 'boolean', default: false },
    },
  })
  await requireQuietMachine({ allowLoad: values['on-loaded-machine'] })
  console.log(`${describeProvenance(provenance())}\n${tableLine(columns)}`)
  for (const spacing of values.spacing as Spacing[]) {
    const shape = { rows: Number(values.rows), columns: Number(values.columns), components: Number(values.components) }
    console.log(tableLine(columns, await measure({ ...shape, covarianceType: 'full', spacing }, Number(values.repeats))))
  }
}

async function measure(table: EmCase, repeats: number): Promise<StudioRow> {
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-studio-'))
  const studio = await startStudioEngine(folder)
  try {
    const file = join(folder, 'table.parquet')
    await writeTable(table, file)
    const dataset = await openDataset(file)
    const { samples } = await dataset.readFeatures()
    await dataset.close()
    const { components } = table
    const times = { core: [] as number[], studio: [] as number[] }
    let last: StudioFit | undefined
    let iterations = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const from = performance.now()
      const fit = await fitGaussianMixture(samples, { components, seed })
      times.core.push((performance.now() - from) / 1000)
      last = await studio.fit(file, { components, seed })
      times.studio.push(last.seconds)
      iterations = fit.iterations
      const meanLogLikelihood = fit.logLikelihoods.at(-1)!
      if (Math.abs(last.meanLogLikelihood - meanLogLikelihood) > 1e-12 * Math.abs(meanLogLikelihood)) {
        throw new Error(`Studio's fit has the mean log-likelihood ${last.meanLogLikelihood}, that of core ${meanLogLikelihood}`)
      }
    }
    return { table, core: spreadOf(times.core).median, studio: spreadOf(times.studio).median, iterations }
  } finally {
    await studio.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes the samples of a case as a Parquet file. */
async function writeTable(table: EmCase, path: string): Promise<void> {
  const raw = `${path}.raw`
  createData(table, raw)
  const { data, rows, columns }: Matrix = { data: new Float64Array(readFileSync(raw).buffer), rows: table.rows, columns: table.columns }
  rmSync(raw)
  const numbers = Uint32Array.from({ length: rows }, (_, row) => row)
  await writeColumns(path, {
    format: 'parquet',
    columns: Array.from({ length: columns }, (_, column) => ({
      name: `x${column + 1}`,
      type: 'double',
      values: Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!),
      rows: numbers,
    })),
  })
}
