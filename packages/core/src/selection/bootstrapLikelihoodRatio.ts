import { type Samples, toMatrix } from '@mixtura/numerics'
import { callback, count, optional, type OptionReaders, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import { fitOptionReaders } from '../fit/fitOptionReaders.js'
import { ratioTest, type LikelihoodRatioTest } from './ratioTest.js'

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
  const { replicates, onReplicate, components, seed, ...fitOptions } = readOptions('bootstrapLikelihoodRatio', options, likelihoodRatioReaders)
  return ratioTest(toMatrix(samples), { replicates, onReplicate, seed }, async (rows, rowSeed) => {
    const fit = (k: number) => fitGaussianMixture(rows, { ...fitOptions, components: k, seed: rowSeed })
    const [small, large] = [await fit(components), await fit(components + 1)]
    return { small, large, rows: rows.rows, sample: drawSeed => small.model.sample(rows.rows, { seed: drawSeed }).samples }
  })
}
