import { createRandom, type Matrix, MixturaError, type Samples, toMatrix } from '@mixtura/numerics'
import { callback, count, optional, type OptionReaders, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import { fitOptionReaders } from '../fit/fitOptionReaders.js'

/** Options of `bootstrapLikelihoodRatio`. */
export interface LikelihoodRatioOptions
  extends Omit<FitOptions, 'initialize' | 'sampleWeights' | 'labelPriors' | 'noiseCovariances' | 'frozen' | 'onIteration' | 'onProgress' | 'resume'> {
  /** K of the null hypothesis; the alternative has K + 1. */
  readonly components: number
  /** Data sets drawn under the null; 99 by default, so that the smallest p-value is 0.01. */
  readonly replicates?: number
  /** Called after each replicate. */
  readonly onReplicate?: (done: number, replicates: number) => void
}

const likelihoodRatioReaders: OptionReaders<LikelihoodRatioOptions> = {
  ...withoutReaders(fitOptionReaders, 'initialize', 'sampleWeights', 'labelPriors', 'noiseCovariances', 'frozen', 'onIteration', 'onProgress', 'resume'),
  replicates: optional(count(1)),
  onReplicate: optional(callback()),
}

/** Result of `bootstrapLikelihoodRatio`. */
export interface LikelihoodRatioTest {
  /** 2 (ln L of K + 1 components - ln L of K). */
  readonly statistic: number
  /** Share of data sets under the null, the observed one among them, whose statistic is at least as large. */
  readonly pValue: number
  /** Statistics of the replicates that could be fitted. */
  readonly replicates: readonly number[]
  /** Replicates whose fits collapsed. */
  readonly failed: number
}

/** One data set under both hypotheses. */
interface Ratio {
  readonly statistic: number
  /** True if a component of either fit came to rest on the regularisation: the likelihoods do not compare. */
  readonly collapsed: boolean
  /** As many rows drawn under the null. */
  readonly sample: (seed: number) => Matrix
}

/**
 * Tests K components against K + 1 by parametric bootstrap: twice the log-likelihood ratio has no known distribution
 * for mixtures, so it is drawn by fitting both to samples of the fitted null.
 *
 * @param samples [N, D], finite.
 * @throws {InvalidOptionError} for an option out of range, and all that `fitGaussianMixture` throws on the samples themselves.
 * @see McLachlan, On bootstrapping the likelihood ratio test statistic for the number of components in a normal
 *   mixture (1987).
 */
export async function bootstrapLikelihoodRatio(
  samples: Samples,
  options: LikelihoodRatioOptions,
): Promise<LikelihoodRatioTest> {
  const accepted = readOptions('bootstrapLikelihoodRatio', options, likelihoodRatioReaders)
  const { replicates = 99, onReplicate, components, seed = 0, ...fitOptions } = accepted
  const data = toMatrix(samples)
  const ratio = async (rows: Matrix, rowSeed: number): Promise<Ratio> => {
    const fit = (k: number) => fitGaussianMixture(rows, { ...fitOptions, components: k, seed: rowSeed })
    const [small, large] = [await fit(components), await fit(components + 1)]
    const gain = large.logLikelihoods.at(-1)! - small.logLikelihoods.at(-1)!
    return {
      collapsed: small.collapsed || large.collapsed,
      statistic: 2 * rows.rows * gain,
      sample: drawSeed => small.model.sample(rows.rows, { seed: drawSeed }).samples,
    }
  }
  const observed = await ratio(data, seed)
  const random = createRandom(seed)
  const statistics: number[] = []
  let failed = 0
  for (let replicate = 0; replicate < replicates; replicate++) {
    const drawSeed = random.integer(2 ** 32)
    try {
      const { statistic, collapsed } = await ratio(observed.sample(drawSeed), drawSeed)
      if (collapsed) failed++
      else statistics.push(statistic)
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      failed++
    }
    onReplicate?.(replicate + 1, replicates)
  }
  const atLeast = statistics.filter(statistic => statistic >= observed.statistic).length
  return {
    statistic: observed.statistic,
    pValue: (atLeast + 1) / (statistics.length + 1),
    replicates: statistics,
    failed,
  }
}
