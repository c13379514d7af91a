import { createRandom, MixturaError } from '@mixtura/numerics'

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

/** A fit of one hypothesis. */
export interface HypothesisFit {
  /** Mean per row, nats; the last belongs to the fit. */
  readonly logLikelihoods: readonly number[]
  /** True if a component came to rest on the regularisation: its likelihood does not compare. */
  readonly collapsed: boolean
}

/** One data set under both hypotheses. */
export interface HypothesisFits<Data> {
  readonly small: HypothesisFit
  readonly large: HypothesisFit
  /** Number of rows, or the sum of their weights. */
  readonly rows: number
  /** As many rows drawn under the null. */
  readonly sample: (seed: number) => Data
}

/**
 * Draws the distribution of twice the log-likelihood ratio by fitting both hypotheses to data sets drawn under the null.
 *
 * @param fitBoth fits both hypotheses, each from this seed.
 * @throws what `fitBoth` throws on the data themselves.
 */
export async function ratioTest<Data>(
  data: Data,
  { replicates = 99, onReplicate, seed = 0 }: {
    readonly replicates?: number | undefined
    readonly onReplicate?: ((done: number, replicates: number) => void) | undefined
    readonly seed?: number | undefined
  },
  fitBoth: (data: Data, seed: number) => Promise<HypothesisFits<Data>>,
): Promise<LikelihoodRatioTest> {
  const statisticOf = ({ small, large, rows }: HypothesisFits<Data>): number => 2 * rows * (large.logLikelihoods.at(-1)! - small.logLikelihoods.at(-1)!)
  const observed = await fitBoth(data, seed)
  const random = createRandom(seed)
  const statistics: number[] = []
  let failed = 0
  for (let replicate = 0; replicate < replicates; replicate++) {
    const drawSeed = random.integer(2 ** 32)
    try {
      const fits = await fitBoth(observed.sample(drawSeed), drawSeed)
      if (fits.small.collapsed || fits.large.collapsed) failed++
      else statistics.push(statisticOf(fits))
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      failed++
    }
    onReplicate?.(replicate + 1, replicates)
  }
  const statistic = statisticOf(observed)
  const atLeast = statistics.filter(value => value >= statistic).length
  return { statistic, pValue: (atLeast + 1) / (statistics.length + 1), replicates: statistics, failed }
}
