import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convergenceCases, iterationCases, scalingCases, usefulOperations, type EmCase } from './cases.js'
import { drawScaling } from './drawScaling.js'
import { findMclust, findScikitLearn } from './emRun.js'
import { measurePeak } from './measurePeak.js'
import { geometricMean } from './statistics.js'
import { tableLine, type TableColumn } from '../table.js'
import { convergenceColumns, timeConvergence } from './timeConvergence.js'
import { iterationColumns, timeIterations } from './timeIterations.js'

const repetitions = 3
/** Cells with more rows are run once. */
const manyRows = 5_000_000
/** Multiply-adds of a timed run, some seconds of them for the slower side: a single iteration of a small cell says little. */
const timedWork = 4e9
/** Of fits to convergence: where a fit ends, and how soon, is a matter of chance as well. */
const seeds = [1, 2, 3]

/** `--quick` takes the first cells of each table; `--only iterations,convergence,scaling` some of the tables, `--cells 3,7` some of the cells. */
export async function benchmarkEm(args: readonly string[]): Promise<void> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1]?.split(',') : undefined
  const cells = args.includes('--cells') ? args[args.indexOf('--cells') + 1]?.split(',').map(Number) : undefined
  const cellsOf = (table: string, cases: readonly EmCase[]): readonly EmCase[] =>
    only && !only.includes(table) ? [] : args.includes('--quick') ? cases.slice(0, 2) : cells ? cases.filter((_, i) => cells.includes(i + 1)) : cases
  const peer = findScikitLearn()
  const mclust = findMclust()
  const peak = await measurePeak()
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`)
  console.log(`multiply-add peak of one thread in WASM: ${peak.toFixed(1)} GFLOP/s`)
  console.log(
    peer
      ? `beside scikit-learn ${peer.version}${mclust ? ` and mclust ${mclust.version}` : ''}, two threads each`
      : 'scikit-learn not found: set MIXTURA_PYTHON to a Python that has it to see both side by side',
  )
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-bench-'))
  const dataPath = join(folder, 'samples.f64')
  try {
    const timeCell = (emCase: EmCase): ReturnType<typeof timeIterations> => {
      const iterations = Math.round(Math.min(50, Math.max(5, timedWork / usefulOperations(emCase))))
      return emCase.rows > manyRows
        ? timeIterations(emCase, { dataPath, peer, repetitions: 1, iterations: 2 })
        : timeIterations(emCase, { dataPath, peer, repetitions, iterations })
    }
    const iterationReports = runTable('time of one EM iteration', cellsOf('iterations', iterationCases), iterationColumns, timeCell)
    summarize('per iteration', iterationReports)
    const convergenceReports = runTable(
      'time of a fit by default options, and of the quickest of scikit-learn that reaches as much (! if none did)',
      cellsOf('convergence', convergenceCases),
      convergenceColumns,
      emCase => timeConvergence(emCase, { dataPath, peer, mclust, seeds }),
    )
    summarize('to converge', convergenceReports)
    const scalingReports = runTable('growth with the rows', cellsOf('scaling', scalingCases), iterationColumns, timeCell)

    const results = fileURLToPath(new URL('../../results/', import.meta.url))
    mkdirSync(results, { recursive: true })
    const report = { peer: peer?.version ?? null, mclust: mclust?.version ?? null, node: process.versions.node, peak, iterationReports, convergenceReports, scalingReports }
    writeFileSync(join(results, 'em.json'), JSON.stringify(report, null, 2))
    if (scalingReports.length > 1) writeFileSync(join(results, 'em-scaling.svg'), drawScaling(scalingReports))
    console.log(`written to ${results}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runTable<Report>(
  title: string,
  cases: readonly EmCase[],
  columns: readonly TableColumn<Report>[],
  run: (emCase: EmCase) => Report,
): Report[] {
  if (cases.length > 0) console.log(`\n${title}\n${tableLine(columns)}`)
  return cases.map(emCase => {
    const report = run(emCase)
    console.log(tableLine(columns, report))
    return report
  })
}

function summarize(what: string, reports: readonly { readonly emCase: EmCase; readonly speedup: { readonly median: number } | null }[]): void {
  const medians = (spacing?: EmCase['spacing']): number[] =>
    reports.flatMap(({ emCase, speedup }) => (speedup && (!spacing || emCase.spacing === spacing) ? [speedup.median] : []))
  if (medians().length === 0) return
  const [all, overlapped, separated] = [medians(), medians('overlapped'), medians('separated')].map(geometricMean)
  console.log(
    `${what}: ${all!.toFixed(1)} times as fast as scikit-learn in the geometric mean ` +
      `(overlapped ${overlapped!.toFixed(1)}, separated ${separated!.toFixed(1)}), at least ${Math.min(...medians()).toFixed(1)}`,
  )
}
