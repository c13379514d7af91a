import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeLoad, isLoaded, LoadedMachineError, measureLoad, overrideFlag, requireQuietMachine } from '../machineLoad.js'
import { strippedVariables } from '../peerEnvironment.js'
import { describeProvenance, provenance } from '../provenance.js'
import { readReport, resultsFile, writeReport } from '../report.js'
import { tableLine, type TableColumn } from '../table.js'
import { convergenceCases, iterationCases, scalingCases, usefulOperations, type EmCase } from './cases.js'
import { drawScaling } from './drawScaling.js'
import type { CellLoad, EmReport, EmTable, EmTableName } from './emReport.js'
import { findMclust, findScikitLearn, threadCount, type EmResult } from './emRun.js'
import { measurePeak } from './measurePeak.js'
import { geometricMean } from './statistics.js'
import { convergenceColumns, timeConvergence } from './timeConvergence.js'
import { iterationColumns, timeIterations, type IterationReport } from './timeIterations.js'

const repetitions = 3
/** Cells with more rows are run once. */
const manyRows = 5_000_000
/** Multiply-adds of a timed run, a few seconds for the slower side; a single iteration of a small cell would be too short. */
const timedWork = 4e9
/** Seeds of whole fits, whose optimum and time are random. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * `--quick` runs the first cells of each table, `--only iterations,convergence,scaling` some of the tables, `--cells 3,7` some
 * of the cells. Whole tables are written to results/em.json, parts of them to results/em-partial.json. The benchmark refuses a
 * loaded machine unless `--on-loaded-machine` is given.
 */
export async function benchmarkEm(args: readonly string[]): Promise<void> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1]?.split(',') : undefined
  const numbers = args.includes('--cells') ? args[args.indexOf('--cells') + 1]?.split(',').map(Number) : undefined
  const isPartial = args.includes('--quick') || numbers !== undefined
  const allowLoad = args.includes(overrideFlag)
  const cellsOf = (table: EmTableName, cases: readonly EmCase[]): readonly EmCase[] =>
    only && !only.includes(table) ? [] : args.includes('--quick') ? cases.slice(0, 2) : numbers ? cases.filter((_, i) => numbers.includes(i + 1)) : cases

  const peer = findScikitLearn()
  const mclust = findMclust()
  const stripped = strippedVariables(process.env)
  const origin = provenance()
  const load = await measureLoad()
  const { kernels, peak } = await measurePeak()
  console.log(describeProvenance(origin))
  console.log(`kernels ${kernels}, multiply-add peak of one thread in WASM: ${peak.toFixed(1)} GFLOP/s`)
  console.log(
    peer
      ? `beside scikit-learn ${peer.version} on ${describeLibraries(peer.libraries)}${mclust ? ` and mclust ${mclust.version}` : ''}, ${threadCount} threads each`
      : 'scikit-learn not found: set MIXTURA_PYTHON to a Python that has it to compare both',
  )
  if (stripped.length > 0) console.log(`removed from the peers' environment: ${stripped.join(', ')}`)
  console.log(`load: ${describeLoad(load)}`)

  const folder = mkdtempSync(join(tmpdir(), 'mixtura-bench-'))
  const dataPath = join(folder, 'samples.f64')
  const reportName = isPartial ? 'em-partial' : 'em'
  let report = readReport<EmReport>(reportName) ?? {}

  /** Runs each cell and writes the table. If the machine becomes loaded, the whole table is discarded. */
  const runTable = async <Cell extends { readonly emCase: EmCase }>(
    { name, title, cases, columns, scikitLearnOf }: {
      readonly name: EmTableName
      readonly title: string
      readonly cases: readonly EmCase[]
      readonly columns: readonly TableColumn<Cell>[]
      readonly scikitLearnOf: (cell: Cell) => EmResult | null
    },
    run: (emCase: EmCase) => Cell,
  ): Promise<readonly Cell[]> => {
    if (cases.length === 0) return []
    console.log(`\n${title}\n${tableLine(columns)}`)
    const cells: (Cell & { readonly load: CellLoad })[] = []
    for (const emCase of cases) {
      const before = await requireQuietMachine({ allowLoad: allowLoad || !peer })
      const cell = run(emCase)
      const load = { before, after: await measureLoad() }
      cells.push({ ...cell, load })
      console.log(tableLine(columns, cell) + (isUnderLoad(load) ? `  under load: ${describeLoad(load.after)}` : ''))
    }
    const threadPools = cells.map(cell => scikitLearnOf(cell)?.threadPools).find(pools => pools !== undefined) ?? []
    const table: EmTable<Cell> = {
      provenance: origin,
      kernels,
      threads: threadCount,
      peak,
      peers: {
        scikitLearn: peer ? { version: peer.version, libraries: peer.libraries ?? {}, threadPools } : null,
        mclust: mclust?.version ?? null,
        strippedVariables: stripped,
      },
      measuredUnderLoad: cells.some(cell => isUnderLoad(cell.load)),
      cells,
    }
    report = { ...report, [name]: table }
    writeReport(reportName, report)
    return cells
  }

  const timeCell = (emCase: EmCase): IterationReport => {
    const iterations = Math.round(Math.min(50, Math.max(5, timedWork / usefulOperations(emCase))))
    return emCase.rows > manyRows
      ? timeIterations(emCase, { dataPath, peer, repetitions: 1, iterations: 2 })
      : timeIterations(emCase, { dataPath, peer, repetitions, iterations })
  }
  const perIteration = { columns: iterationColumns, scikitLearnOf: ({ scikitLearn }: IterationReport) => scikitLearn }
  try {
    summarize(
      'per iteration',
      await runTable({ name: 'iterations', title: 'time of one EM iteration', cases: cellsOf('iterations', iterationCases), ...perIteration }, timeCell),
    )
    summarize(
      'to converge',
      await runTable(
        {
          name: 'convergence',
          title: 'time of a fit with default options, and with the fastest settings of scikit-learn that reach the same log-likelihood (! if none did)',
          cases: cellsOf('convergence', convergenceCases),
          columns: convergenceColumns,
          scikitLearnOf: ({ scikitLearn }) => scikitLearn,
        },
        emCase => timeConvergence(emCase, { dataPath, peer, mclust, seeds }),
      ),
    )
    const scaling = await runTable(
      { name: 'scaling', title: 'time and memory by the number of rows', cases: cellsOf('scaling', scalingCases), ...perIteration }, timeCell,
    )
    if (scaling.length > 1 && !isPartial) writeFileSync(resultsFile('em-scaling.svg'), drawScaling(scaling))
  } catch (error) {
    if (!(error instanceof LoadedMachineError)) throw error
    console.error(`\nNot compared: ${error.message}`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const isUnderLoad = ({ before, after }: CellLoad): boolean => isLoaded(before) || isLoaded(after)

function describeLibraries(libraries: Readonly<Record<string, string>> = {}): string {
  return Object.entries(libraries).map(([name, version]) => `${name} ${version}`).join(', ')
}

function summarize(what: string, cells: readonly { readonly emCase: EmCase; readonly speedup: { readonly median: number } | null }[]): void {
  const medians = (spacing?: EmCase['spacing']): number[] =>
    cells.flatMap(({ emCase, speedup }) => (speedup && (!spacing || emCase.spacing === spacing) ? [speedup.median] : []))
  if (medians().length === 0) return
  const [all, overlapped, separated] = [medians(), medians('overlapped'), medians('separated')].map(geometricMean)
  console.log(
    `${what}: ${all!.toFixed(1)} times as fast as scikit-learn in the geometric mean ` +
      `(overlapped ${overlapped!.toFixed(1)}, separated ${separated!.toFixed(1)}), at least ${Math.min(...medians()).toFixed(1)}`,
  )
}
