import { describeCase, type EmCase } from './cases.js'
import { createData } from './createData.js'
import { blasKernels, runMclust, runMixtura, runScikitLearn, type EmResult, type Peer } from './emRun.js'
import { formatSpread, medianRank, spreadOf, type Spread } from './statistics.js'
import type { TableColumn } from '../table.js'

export interface ConvergenceReport {
  readonly emCase: EmCase
  /** Run of the seed with the median speedup. */
  readonly mixtura: EmResult
  /** scikit-learn with its fastest settings that reach the same log-likelihood, and with its defaults; and mclust if installed. */
  readonly scikitLearn: PeerFit | null
  readonly byDefault: EmResult | null
  readonly mclust: EmResult | null
  readonly speedup: Spread | null
}

interface PeerFit extends EmResult {
  readonly starts: number
  readonly tolerance: number
  /** False if none of the settings reached the log-likelihood. */
  readonly reached: boolean
}

/** Log-likelihoods that differ by at most this count as equal, nats per sample. */
const sameLogLikelihood = 1e-5

/** From the fastest to the most thorough; the first is scikit-learn's default. */
const settings = [
  { starts: 1, tolerance: 1e-3 },
  { starts: 1, tolerance: 1e-5 },
  { starts: 1, tolerance: 1e-7 },
] as const

/**
 * If the first seed of a cell takes longer, it is the only one. Otherwise at least three seeds are run, and more until this time is
 * over: fits of small data depend most on chance.
 */
const maxMilliseconds = 45_000
const minSeeds = 3

/** mclust starts with a tree over all pairs of rows, which takes too long for more rows. */
const maxRowsOfMclust = 5_000

/**
 * Time of a whole fit until convergence: Mixtura with its defaults, scikit-learn with the fastest of some settings that reach
 * the same log-likelihood. The choice of settings is not timed, although it costs a user several fits. Each process first
 * fits a few rows for two seconds and all rows for two iterations, so that compilation and the start of threads are not timed.
 */
export function timeConvergence(
  emCase: EmCase,
  { dataPath, peer, mclust, seeds }: {
    readonly dataPath: string
    readonly peer: Peer | undefined
    readonly mclust: Peer | undefined
    readonly seeds: readonly number[]
  },
): ConvergenceReport {
  const begin = performance.now()
  const runs = []
  for (const seed of seeds) {
    if ((runs.length === 1 || runs.length >= minSeeds) && performance.now() - begin > maxMilliseconds) break
    createData(emCase, dataPath, seed)
    const request = { emCase, dataPath } as const
    const mixtura = runMixtura({ ...request, task: { kind: 'convergence', seed } })
    const byDefault: EmResult[] = []
    let scikitLearn: PeerFit | null = null
    for (const setting of peer ? settings : []) {
      const result = runScikitLearn(peer!.command, { ...request, task: { kind: 'convergence', seed, peer: setting } })
      byDefault.push(result)
      const reached = result.meanLogLikelihood >= mixtura.meanLogLikelihood - sameLogLikelihood
      scikitLearn = { ...result, ...setting, reached }
      if (reached) break
    }
    runs.push({ mixtura, scikitLearn, byDefault: byDefault[0] ?? null, ratio: scikitLearn ? scikitLearn.milliseconds / mixtura.milliseconds : 1 })
  }
  const median = [...runs].sort((a, b) => a.ratio - b.ratio)[medianRank(runs.length)]!
  const small = emCase.rows <= maxRowsOfMclust
  return {
    emCase,
    mixtura: median.mixtura,
    scikitLearn: median.scikitLearn,
    byDefault: median.byDefault,
    mclust: mclust && small ? runMclust(mclust.command, { emCase, dataPath, task: { kind: 'convergence', seed: seeds.at(-1)! } }) : null,
    speedup: peer ? spreadOf(runs.map(({ ratio }) => ratio)) : null,
  }
}

export const convergenceColumns: readonly TableColumn<ConvergenceReport>[] = [
  { head: 'case', width: 46, cell: ({ emCase }) => describeCase(emCase) },
  { head: 'Mixtura', width: 10, cell: ({ mixtura }) => `${mixtura.milliseconds.toFixed(0)} ms` },
  { head: 'scikit-learn', width: 12, cell: ({ scikitLearn }) => (scikitLearn ? `${scikitLearn.milliseconds.toFixed(0)} ms` : '-') },
  {
    head: 'with n_init, tol',
    width: 16,
    cell: ({ scikitLearn }) => (scikitLearn ? `${scikitLearn.starts}, ${scikitLearn.tolerance}${scikitLearn.reached ? '' : ' !'}` : '-'),
  },
  { head: 'its BLAS', width: 9, cell: ({ scikitLearn }) => blasKernels(scikitLearn) },
  { head: 'times as fast (min to max)', width: 27, cell: ({ speedup }) => (speedup ? formatSpread(speedup) : '-') },
  { head: 'its defaults', width: 12, cell: ({ byDefault }) => (byDefault ? `${byDefault.milliseconds.toFixed(0)} ms` : '-') },
  {
    head: 'short by, nats',
    width: 14,
    cell: ({ mixtura, byDefault }) => (byDefault ? (mixtura.meanLogLikelihood - byDefault.meanLogLikelihood).toExponential(0) : '-'),
  },
  { head: 'mclust', width: 9, cell: ({ mclust }) => (mclust ? `${mclust.milliseconds.toFixed(0)} ms` : '-') },
]
