import { describeCase, usefulOperations, type EmCase } from './cases.js'
import { createData } from './createData.js'
import { blasKernels, runMixtura, runScikitLearn, type EmResult, type Peer } from './emRun.js'
import { formatSpread, spreadOf, type Spread } from './statistics.js'
import type { TableColumn } from '../table.js'

export interface IterationReport {
  readonly emCase: EmCase
  readonly mixtura: EmResult
  readonly scikitLearn: EmResult | null
  /** Time of the peer divided by that of Mixtura, over alternating pairs of runs. */
  readonly speedup: Spread | null
}

/** Time of one EM iteration from the same start on the same samples; the two sides run alternately. */
export function timeIterations(
  emCase: EmCase,
  { dataPath, peer, repetitions, iterations }: {
    readonly dataPath: string
    readonly peer: Peer | undefined
    readonly repetitions: number
    readonly iterations: number
  },
): IterationReport {
  const start = createData(emCase, dataPath)
  const request = { emCase, dataPath, task: { kind: 'iterations', start, iterations } } as const
  const ours: EmResult[] = []
  const theirs: EmResult[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    ours.push(runMixtura(request))
    if (peer) theirs.push(runScikitLearn(peer.command, request))
  }
  return {
    emCase,
    mixtura: medianRun(ours),
    scikitLearn: peer ? medianRun(theirs) : null,
    speedup: peer ? spreadOf(theirs.map(({ milliseconds }, i) => milliseconds / ours[i]!.milliseconds)) : null,
  }
}

function medianRun(runs: readonly EmResult[]): EmResult {
  return [...runs].sort((a, b) => a.milliseconds - b.milliseconds)[runs.length >> 1]!
}

const ofData = ({ rows, columns }: EmCase, bytes: number): string => (bytes / (rows * columns * 8)).toFixed(2)

export const iterationColumns: readonly TableColumn<IterationReport>[] = [
  { head: 'case', width: 46, cell: ({ emCase }) => describeCase(emCase) },
  { head: 'Mixtura', width: 11, cell: ({ mixtura }) => `${mixtura.milliseconds.toFixed(1)} ms` },
  { head: 'GFLOP/s', width: 8, cell: ({ emCase, mixtura }) => (usefulOperations(emCase) / mixtura.milliseconds / 1e6).toFixed(1) },
  { head: 'peak/data', width: 9, cell: ({ emCase, mixtura }) => ofData(emCase, mixtura.peakBytes) },
  { head: 'scikit-learn', width: 12, cell: ({ scikitLearn }) => (scikitLearn ? `${scikitLearn.milliseconds.toFixed(1)} ms` : '-') },
  { head: 'peak/data', width: 9, cell: ({ emCase, scikitLearn }) => (scikitLearn ? ofData(emCase, scikitLearn.peakBytes) : '-') },
  { head: 'its BLAS', width: 9, cell: ({ scikitLearn }) => blasKernels(scikitLearn) },
  { head: 'times as fast (min to max)', width: 27, cell: ({ speedup }) => (speedup ? formatSpread(speedup) : '-') },
  {
    head: 'gap, nats',
    width: 9,
    cell: ({ mixtura, scikitLearn }) =>
      scikitLearn ? Math.abs(mixtura.meanLogLikelihood - scikitLearn.meanLogLikelihood).toExponential(0) : '-',
  },
]
