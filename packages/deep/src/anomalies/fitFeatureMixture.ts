import { ConstantColumnError, fitGaussianMixture, type GaussianMixture, type GaussianMixtureFit, type Regularization } from '@mixtura/core'
import { copyRows, createRandom, forkSeed, shuffledRows, type Matrix } from '@mixtura/numerics'
import { followPhases, varyingColumns, type PhaseFollower } from '@mixtura/tensor'
import { followedMixture, unlessUnfit, type FollowedMixtureOptions } from '../mixtures/followedMixture.js'
import { prepareSamples, type DeepSamples, type PreparedSamples } from '../samples/prepareSamples.js'
import type { AnomalyEncoder } from './anomalyEncoder.js'
import type { AnomalyPhase, DeepAnomalyOptions } from './anomalyOptions.js'
import { columnsEncoder } from './columnsEncoder.js'
import { DeepAnomalyDetector, energiesOf } from './deepAnomalyDetector.js'
import type { DeepAnomalyFit } from './fitDeepAnomalyDetector.js'
import { gradientDirections, gradientsEncoder } from './gradientsEncoder.js'

/** Candidates for tables. */
const tableComponents = [1, 2, 3, 4, 6, 8]
/** Up to as many rows cross-validation chooses; of more rows BIC, which then agrees and takes a sixth of the time. */
const maxValidatedRows = 5000
const tableStructures = ['full', 'tied', 'diag'] as const
/** Largest numbers for images, and rows for each coordinate and each component. */
const maxCode = 64
const maxImageComponents = 5
const rowsPerNumber = 10
const imageRegularization: Regularization = { relative: 1e-3 }
const folds = 5

/** Fits a mixture to the columns of a table, or to the contours of images. @param options as `readAnomalyOptions` read them. */
export async function fitFeatureMixture(samples: DeepSamples, options: DeepAnomalyOptions): Promise<DeepAnomalyFit> {
  const { seed = 0, signal, onProgress, checkpoints } = options
  signal?.throwIfAborted()
  const prepared = prepareSamples(samples, { ...options, components: options.components ?? 1 })
  const follow = followPhases<AnomalyPhase>({ signal, onProgress })
  const encoder = await encoderOf(prepared, options)
  const features = await encoder.features(prepared.matrix, signal)
  const search = { ...searchOf(features, prepared, options), seed: forkSeed(seed, 'mixture'), ...follow.abort }
  const { fit, candidates } = await followedMixture<AnomalyPhase>(
    features,
    { ...search, // The name that the training of DAGMM has, so that a checkpoint of the other method is refused.
      ...(checkpoints && { checkpoints: { ...checkpoints, name: checkpoints.name ?? 'training' } }) },
    { phase: 'density', follow },
  )
  const heldOut = await heldOutEnergies(features, fit.model, { ...search, seed: forkSeed(seed, 'calibration'), follow })
  const energies = heldOut ?? (await energiesOf(fit.model, features))
  return {
    ...runOf(fit, follow.isStopped()),
    ...(candidates && { candidates }),
    detector: new DeepAnomalyDetector({ encoder, mixture: fit.model, energies: energies.sort(), isHeldOut: heldOut !== undefined }),
  }
}

/** @throws {ConstantColumnError} if no column varies. */
async function encoderOf({ matrix, shape }: PreparedSamples, { code = maxCode, seed = 0, signal }: DeepAnomalyOptions): Promise<AnomalyEncoder> {
  if (shape.length === 3) {
    const affordable = Math.max(1, Math.min(code, Math.floor(matrix.rows / rowsPerNumber)))
    return gradientsEncoder(await gradientDirections(matrix, { shape, code: affordable, seed: forkSeed(seed, 'directions'), signal }))
  }
  const columns = varyingColumns(matrix)
  if (columns.length === 0) throw new ConstantColumnError(0, matrix.data[0])
  return columnsEncoder({ inputs: matrix.columns, columns })
}

/** Which mixtures are tried. */
function searchOf(
  { rows, columns }: Matrix,
  { shape }: PreparedSamples,
  { components, regularization }: DeepAnomalyOptions,
): Pick<FollowedMixtureOptions, 'components' | 'covarianceTypes' | 'criterion' | 'regularization'> {
  if (shape.length === 3) {
    const affordable = Math.max(1, Math.min(maxImageComponents, Math.floor(rows / (rowsPerNumber * columns))))
    return { components: components ?? affordable, covarianceTypes: ['full'], regularization: regularization ?? imageRegularization }
  }
  return {
    components: components ?? tableComponents.filter(count => count === 1 || rows >= rowsPerNumber * count),
    covarianceTypes: tableStructures,
    criterion: rows > maxValidatedRows ? 'bic' : 'cross-validation',
    ...(regularization && { regularization }),
  }
}

/**
 * The energy of each row under a mixture that was fitted without it and a fifth of the rows, from the parameters of the mixture of all rows.
 * The mixture of all rows knows a little more, so that new rows have somewhat lower energies. Undefined after 'stop', and if such a mixture
 * cannot be fitted, for example to few rows.
 */
async function heldOutEnergies(
  features: Matrix,
  model: GaussianMixture,
  { regularization, seed, signal, follow }: Pick<FollowedMixtureOptions, 'regularization' | 'signal'> & { readonly seed: number; readonly follow: PhaseFollower<AnomalyPhase> },
): Promise<Float32Array | undefined> {
  const { rows } = features
  if (rows < 2 * folds) return undefined
  const order = shuffledRows(rows, createRandom(seed))
  const energies = new Float32Array(rows)
  const { weights, means, covariances, covarianceType, components } = model
  for (let fold = 0; fold < folds; fold++) {
    if (follow.isStopped()) return undefined
    const [from, to] = [fold, fold + 1].map(edge => Math.floor((edge * rows) / folds)) as [number, number]
    const kept = copyRows(features, [...order.subarray(0, from), ...order.subarray(to)])
    const fit = await unlessUnfit(() => fitGaussianMixture(kept, {
      components, covarianceType, initialize: { weights, means, covariances }, seed, ...(regularization && { regularization }), ...(signal && { signal }),
    }))
    if (!fit) return undefined
    const held = order.subarray(from, to)
    const ofFold = await energiesOf(fit.model, copyRows(features, held))
    held.forEach((row, at) => (energies[row] = ofFold[at]))
    await follow.report({ phase: 'calibration', epoch: fold + 1, epochs: folds, metrics: { meanLogLikelihood: fit.logLikelihoods.at(-1)! } })
  }
  return energies
}

function runOf({ logLikelihoods, iterations, converged }: GaussianMixtureFit, isStopped: boolean): Omit<DeepAnomalyFit, 'detector' | 'candidates'> {
  return {
    end: isStopped ? 'stopped' : converged ? 'converged' : 'finished',
    epochs: iterations,
    steps: iterations,
    history: logLikelihoods.slice(1).map((meanLogLikelihood, at) => ({ epoch: at + 1, step: at + 1, metrics: { meanLogLikelihood } })),
    resumedFrom: undefined,
  }
}
