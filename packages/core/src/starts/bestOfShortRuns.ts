import { MixturaError } from '../errors.js'
import type { KernelName } from '../kernels/kernels.js'
import { runEm, type EmOptions, type EmRun } from '../mixture/em.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import { completeSource } from '../statistics/completeSource.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** M-steps after which candidates are compared. */
const shortIterations = 5

/** A short run's two ends. */
export interface ShortRun {
  readonly begin: MixtureParameters
  /** After the few iterations; `begin` itself where there was no competition. */
  readonly end: MixtureParameters
}

/**
 * The most likely of several candidates after a few iterations on the drawn rows. Where EM will end is mostly decided
 * by then, and short runs on few rows cost little.
 *
 * @throws the first candidate's error, if all collapse.
 * @see Biernacki, Celeux & Govaert, Choosing starting values for the EM algorithm (2003), sec. 3 (em-EM).
 */
export async function bestOfShortRuns(
  drawn: DrawnRows,
  { maximize, candidates, kernels, threads, signal }: {
    readonly maximize: EmOptions['maximize']
    readonly candidates: number
    readonly kernels?: KernelName | undefined
    readonly threads?: number | undefined
    readonly signal?: AbortSignal | undefined
  },
  createCandidate: (candidate: number) => Promise<MixtureParameters>,
): Promise<ShortRun> {
  if (candidates === 1) {
    const only = await createCandidate(0)
    return { begin: only, end: only }
  }
  const source = await completeSource(drawn.samples, { ...drawn, kernels, threads })
  const runOptions = { maximize, tolerance: 0, maxIterations: shortIterations, accelerate: false, signal }
  let best: { readonly begin: MixtureParameters; readonly run: EmRun } | undefined
  let firstError: MixturaError | undefined
  for (let candidate = 0; candidate < candidates; candidate++) {
    try {
      const begin = await createCandidate(candidate)
      const run = await runEm(source, begin, runOptions)
      if (!best || run.logLikelihoods.at(-1)! > best.run.logLikelihoods.at(-1)!) best = { begin, run }
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      firstError ??= error
    }
  }
  if (!best) throw firstError!
  return { begin: best.begin, end: best.run.parameters }
}
