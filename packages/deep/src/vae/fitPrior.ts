import { EmptyComponentError, fitGaussianMixture, type FitOptions, type GaussianMixture, type GaussianMixtureFit } from '@mixtura/core'
import { DegenerateCovarianceError, type Matrix, type Random } from '@mixtura/numerics'
import { mixtureOfAssignment } from '../clustering/mixtureOfAssignment.js'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import type { RowPosteriors } from './encodeRows.js'

export interface PriorFitOptions {
  /** The codes that the mixture is fitted to: means of the posteriors, or one draw from each. */
  readonly codes: Matrix
  readonly starts: number
  readonly seed: number
  readonly varianceFloor: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Begins the prior as the most likely mixture of the codes, or as the one that a division of them makes.
 *
 * @param options.shares [N, K] of clusters in the rows; undefined for the most likely mixture.
 * @returns the mixture; undefined if the fit was aborted.
 */
export async function beginPrior(prior: LearnableMixture, options: PriorFitOptions & { readonly shares: Matrix | undefined }): Promise<GaussianMixture | undefined> {
  const { codes, shares } = options
  const { covarianceType } = prior
  // A start, not a result: what is left to gain is left to the training.
  const model = shares
    ? await mixtureOfAssignment(codes, shares, { covarianceType })
    : (await fitGaussianMixture(codes, { ...fitOptions(prior, options), tolerance: 1e-4 })).model
  if (options.signal?.aborted) return undefined
  prior.assign(model)
  return model
}

/**
 * Gives the prior the most likely mixture of draws from the posteriors: its optimum while the networks stay, since it enters
 * the bound by E_q ln p(z) alone. EM goes on from the present prior, and where that began as the most likely mixture, from
 * starts of its own too, which may find a better partition. The prior stays where neither is more likely, or both collapse.
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
  if (best.model === present || options.signal?.aborted) return false
  prior.assign(best.model)
  return true
}

/** Undefined where EM lost a component: then there is nothing to compare. */
async function unlessCollapsed(fit: () => Promise<GaussianMixtureFit>): Promise<GaussianMixtureFit | undefined> {
  try {
    return await fit()
  } catch (error) {
    if (error instanceof EmptyComponentError || error instanceof DegenerateCovarianceError) return undefined
    throw error
  }
}

/** One z from each posterior, [N, Z]. */
export function drawsOf({ means, variances }: RowPosteriors, random: Random): Matrix {
  return { ...means, data: Float64Array.from(means.data, (mean, i) => mean + Math.sqrt(variances.data[i]) * random.normal()) }
}

function fitOptions({ components, covarianceType }: LearnableMixture, { starts, seed, varianceFloor, signal }: PriorFitOptions): FitOptions {
  return {
    components,
    covarianceType,
    starts,
    seed,
    regularization: { absolute: varianceFloor },
    onIteration: () => (signal?.aborted ? 'stop' : undefined),
  }
}
