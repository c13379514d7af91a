import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cases, describeCase, quickCases, usefulOperations, type EmCase } from './cases.js'
import { createData } from './createData.js'
import { findScikitLearn, runMixtura, runScikitLearn, type EmResult } from './emRun.js'

const repetitions = 5
const iterations = 5

interface CaseReport {
  readonly emCase: EmCase
  readonly mixtura: EmResult
  readonly scikitLearn: EmResult | null
  /** Times as fast as the peer: median, least and greatest of the interleaved pairs. */
  readonly speedup: readonly [number, number, number] | null
}

/**
 * Time of one EM iteration at equal log-likelihood, from the same start on the same samples: Mixtura and
 * scikit-learn by turns, each run in a process of its own; medians over the repetitions.
 */
export async function benchmarkEm(args: readonly string[]): Promise<void> {
  const peer = findScikitLearn()
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-bench-'))
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`)
  console.log(
    peer
      ? `beside scikit-learn ${peer.version} with 2 threads`
      : 'scikit-learn not found: set MIXTURA_PYTHON to a Python that has it to see both side by side',
  )
  const reports: CaseReport[] = []
  try {
    for (const emCase of args.includes('--quick') ? quickCases : cases) {
      reports.push(runCase(emCase, join(folder, 'samples.f64'), peer?.python))
      printRow(reports.at(-1)!, reports.length === 1)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const speedups = reports.flatMap(({ speedup }) => (speedup ? [speedup[0]] : []))
  if (speedups.length > 0) {
    const mean = Math.exp(speedups.reduce((sum, value) => sum + Math.log(value), 0) / speedups.length)
    console.log(`geometric mean: ${mean.toFixed(1)} times as fast as scikit-learn`)
  }
  const results = fileURLToPath(new URL('../../results/', import.meta.url))
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, 'em.json'), JSON.stringify({ peer: peer?.version ?? null, iterations, reports }, null, 2))
  console.log(`written to ${join(results, 'em.json')}`)
}

function runCase(emCase: EmCase, dataPath: string, python: string | undefined): CaseReport {
  const start = createData(emCase, dataPath)
  const request = { emCase, start, dataPath, iterations }
  const mixturaRuns: EmResult[] = []
  const peerRuns: EmResult[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    mixturaRuns.push(runMixtura(request))
    if (python) peerRuns.push(runScikitLearn(python, request))
  }
  const ratios = peerRuns
    .map((peer, i) => peer.millisecondsPerIteration / mixturaRuns[i]!.millisecondsPerIteration)
    .sort((a, b) => a - b)
  return {
    emCase,
    mixtura: medianRun(mixturaRuns),
    scikitLearn: python ? medianRun(peerRuns) : null,
    speedup: python ? [ratios[ratios.length >> 1]!, ratios[0]!, ratios.at(-1)!] : null,
  }
}

function medianRun(runs: readonly EmResult[]): EmResult {
  return [...runs].sort((a, b) => a.millisecondsPerIteration - b.millisecondsPerIteration)[runs.length >> 1]!
}

function printRow({ emCase, mixtura, scikitLearn, speedup }: CaseReport, first: boolean): void {
  const bytes = emCase.rows * emCase.columns * Float64Array.BYTES_PER_ELEMENT
  const gigaflops = usefulOperations(emCase) / mixtura.millisecondsPerIteration / 1e6
  const cells: readonly (readonly [string, number, string])[] = [
    ['case', 34, describeCase(emCase)],
    ['Mixtura', 11, `${mixtura.millisecondsPerIteration.toFixed(1)} ms`],
    ['GFLOP/s', 8, gigaflops.toFixed(1)],
    ['peak/data', 10, (mixtura.peakBytes / bytes).toFixed(2)],
    ['scikit-learn', 13, scikitLearn ? `${scikitLearn.millisecondsPerIteration.toFixed(1)} ms` : '-'],
    ['peak/data', 10, scikitLearn ? (scikitLearn.peakBytes / bytes).toFixed(2) : '-'],
    ['times as fast (min to max)', 27, speedup ? `${speedup[0].toFixed(1)} (${speedup[1].toFixed(1)} to ${speedup[2].toFixed(1)})` : '-'],
    ['log-likelihood gap', 19, scikitLearn ? Math.abs(mixtura.meanLogLikelihood - scikitLearn.meanLogLikelihood).toExponential(1) : '-'],
  ]
  const line = (column: 0 | 2): string =>
    cells.map((cell, i) => (i === 0 ? cell[column].padEnd(cell[1]) : cell[column].padStart(cell[1]))).join('  ')
  if (first) console.log(`time of one EM iteration, median of ${repetitions}\n${line(0)}`)
  console.log(line(2))
}
