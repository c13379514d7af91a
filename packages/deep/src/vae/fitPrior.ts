import { EmptyComponentError, fitGaussianMixture, type FitOptions, type GaussianMixture, type GaussianMixtureFit } from '@mixtura/core'
import { DegenerateCovarianceError, type Matrix, type Random } from '@mixtura/numerics'
import { mixtureOfAssignment } from '../mixtures/mixtureOfAssignment.js'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import type { RowPosteriors } from './encodeRows.js'

export interface PriorFitOptions {
  /** Codes that the mixture is fitted to: the posterior means, or one draw from each posterior. */
  readonly codes: Matrix
  readonly starts: number
  readonly seed: number
  readonly varianceFloor: number
  /** Options of core's fits that abort, report and stop them. */
  readonly followed: Pick<FitOptions, 'signal' | 'onProgress'>
}

/**
 * Initialises the prior, either as the most likely mixture of the codes or from a partition of them.
 *
 * @param options.shares [N, K] cluster probabilities of the rows; undefined for the most likely mixture.
 * @returns the mixture.
 */
export async function beginPrior(prior: LearnableMixture, options: PriorFitOptions & { readonly shares: Matrix | undefined }): Promise<GaussianMixture> {
  const { codes, shares, followed: { signal } } = options
  const { covarianceType } = prior
  // This is only a start, so a loose tolerance is enough: training improves it further.
  const model = shares
    ? await mixtureOfAssignment(codes, shares, { covarianceType, ...(signal ? { signal } : {}) })
    : (await fitGaussianMixture(codes, { ...fitOptions(prior, options), tolerance: 1e-4 })).model
  prior.assign(model)
  return model
}

/**
 * Refits the prior by EM to draws from the posteriors. For fixed networks this maximises the bound, which depends on the prior
 * only through E_q ln p(z). EM continues from the present prior. If that prior began as the most likely mixture, EM also runs
 * from new starts, which may find a better partition. The prior is unchanged if no result is more likely or all collapse.
 *
 * @returns whether the prior changed.
 * @see Tomczak & Welling, VAE with a VampPrior (2018), section 3: the best prior is the aggregated posterior.
 */
export async function refitPrior(prior: LearnableMixture, options: PriorFitOptions & { readonly keepsPartition?: boolean }): Promise<boolean> {
  const present = await prior.toGaussianMixture()
  const { weights, means, covariances } = present
  let best = { model: present, logLikelihood: await present.meanLogLikelihood(options.codes) }
  const onward = { initialize: { weights, means, covariances } }
  for (const start of options.keepsPartition ? [onward] : [onward, {}]) {
    const fit = await unlessCollapsed(() => fitGaussianMixture(options.codes, { ...fitOptions(prior, options), ...start, tolerance: 1e-5 }))
    const logLikelihood = fit && !fit.collapsed ? fit.logLikelihoods[fit.logLikelihoods.length - 1] : -Infinity
    if (fit && logLikelihood > best.logLikelihood) best = { model: fit.model, logLikelihood }
  }
  if (best.model === present) return false
  prior.assign(best.model)
  return true
}

/** Runs the fit; returns undefined if EM lost a component, because there is then nothing to compare. */
async function unlessCollapsed(fit: () => Promise<GaussianMixtureFit>): Promise<GaussianMixtureFit | undefined> {
  try {
    return await fit()
  } catch (error) {
    if (error instanceof EmptyComponentError || error instanceof DegenerateCovarianceError) return undefined
    throw error
  }
}

/** [N, Z] one draw of z from each posterior. */
export function drawsOf({ means, variances }: RowPosteriors, random: Random): Matrix {
  return { ...means, data: Float64Array.from(means.data, (mean, i) => mean + Math.sqrt(variances.data[i]) * random.normal()) }
}

function fitOptions({ components, covarianceType }: LearnableMixture, { starts, seed, varianceFloor, followed }: PriorFitOptions): FitOptions {
  return {
    components,
    covarianceType,
    starts,
    seed,
    regularization: { absolute: varianceFloor },
    ...followed,
  }
}
