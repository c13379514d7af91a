import { InvalidOptionError, MixturaError, type Samples, ShapeError } from '@mixtura/numerics'
import { readNumbers, readOptions } from '@mixtura/numerics/validation'
import type { FitIdentity } from '../fit/fitCheckpoint.js'
import { gaussianFitDefaults } from '../fit/fitDefaults.js'
import type { Label } from '../metrics/encodeLabels.js'
import { chooseClassMixtures } from './chooseClassMixtures.js'
import { classRows, type ClassRows } from './classRows.js'
import { classifierIdentity, readClassifierCheckpoint, writeClassifierCheckpoint } from './classifierCheckpoint.js'
import { classifierDefaults, classifierReaders, type ClassDensities, type ClassifierCandidate, type ClassifierOptions } from './classifierOptions.js'
import { fitEdda } from './edda.js'
import { MixtureClassifier } from './mixtureClassifier.js'

/** Result of `fitMixtureClassifier`. */
export interface ClassifierFit {
  readonly classifier: MixtureClassifier
  /** Σ_n ln Σ_c π_c p(x_n | c), nats: the log-likelihood of the samples without their labels, as in `bic`. */
  readonly logLikelihood: number
  /** -2 ln L + p ln N; smaller is better. */
  readonly bic: number
  /** All candidates, class by class, the best first. */
  readonly candidates: readonly ClassifierCandidate[]
  /** True if onProgress or onCandidate ended the fit. */
  readonly stopped: boolean
}

/**
 * Fits a classifier by class densities. 'MclustDA' fits a mixture to each class and chooses its structure and number of
 * components by BIC, so a class may consist of several groups. 'EDDA' fits one Gaussian to each class, with one covariance
 * structure over all classes: 'EEE' is linear discriminant analysis, 'VVV' is quadratic discriminant analysis.
 *
 * @param samples [N, D], finite.
 * @param labels [N]
 * @throws {ShapeError} {NonFiniteValuesError} for invalid samples or labels.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @throws {SingularClassError} {TooFewRowsError} or another error of the first candidate, if none can be fitted.
 * @see Fraley & Raftery, Model-based clustering, discriminant analysis, and density estimation (2002); Hastie &
 *   Tibshirani, Discriminant analysis by Gaussian mixtures (1996); Bensmail & Celeux, Regularized Gaussian discriminant
 *   analysis through eigenvalue decomposition (1996).
 */
export async function fitMixtureClassifier(
  samples: Samples,
  labels: ArrayLike<Label>,
  options: ClassifierOptions = {},
): Promise<ClassifierFit> {
  const accepted = readOptions('fitMixtureClassifier', options, classifierReaders)
  const { method = classifierDefaults.method, priors = classifierDefaults.priors, covarianceTypes, components } = accepted
  if (covarianceTypes?.length === 0) {
    throw new ShapeError('covarianceTypes', 'of at least one structure', 'empty', 'Leave it out for the default structures.')
  }
  if (method === 'EDDA' && components) {
    throw new InvalidOptionError(
      'components.maximum',
      'left out with EDDA, which has one component per class',
      components.maximum,
      "Pass method: 'MclustDA' for more.",
    )
  }
  const rows = classRows(samples, labels)
  const classPriors = priorsOf(rows, priors)
  let identity: FitIdentity | undefined
  const identified = (): FitIdentity => (identity ??= classifierIdentity(accepted, rows))
  const earlier = accepted.resume && readClassifierCheckpoint(accepted.resume, identified(), rows.classes.length)
  const densities =
    method === 'EDDA'
      ? await chooseEdda(rows, classPriors, accepted)
      : await chooseClassMixtures(rows, accepted, { earlier, checkpoint: state => writeClassifierCheckpoint(identified(), state) })
  const classifier = new MixtureClassifier({
    method,
    classes: rows.classes,
    priors: classPriors,
    mixtures: densities.mixtures,
    covarianceType: densities.covarianceType,
    parameterCount: densities.parameterCount + (priors === 'data' ? rows.classes.length - 1 : 0),
  })
  const logLikelihood = await logLikelihoodOf(classifier, rows)
  return {
    classifier,
    logLikelihood,
    bic: -2 * logLikelihood + classifier.parameterCount * Math.log(rows.samples.rows),
    candidates: densities.candidates,
    stopped: densities.stopped,
  }
}

async function chooseEdda(rows: ClassRows, priors: Float64Array, options: ClassifierOptions): Promise<ClassDensities> {
  const { covarianceTypes = classifierDefaults.covarianceTypes.EDDA, regularization = gaussianFitDefaults.regularization, signal, onCandidate } = options
  const estimatedPriors = options.priors === undefined || options.priors === 'data' ? rows.classes.length - 1 : 0
  const tried: { readonly candidate: ClassifierCandidate; readonly densities: ClassDensities | null }[] = []
  let stopped = false
  for (const covarianceType of covarianceTypes) {
    signal?.throwIfAborted()
    const shared = { label: null, components: 1, covarianceType, chosen: false }
    try {
      const { mixtures, parameterCount } = await fitEdda(rows, { covarianceType, regularization, signal })
      const densities = { mixtures, covarianceType, parameterCount, candidates: [], stopped: false }
      const classifier = new MixtureClassifier({ ...densities, method: 'EDDA', classes: rows.classes, priors })
      const penalty = (parameterCount + estimatedPriors) * Math.log(rows.samples.rows)
      const bic = -2 * (await logLikelihoodOf(classifier, rows)) + penalty
      tried.push({ candidate: { ...shared, bic, error: null }, densities })
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      tried.push({ candidate: { ...shared, bic: null, error }, densities: null })
    }
    stopped = (await onCandidate?.(tried.at(-1)!.candidate)) === 'stop'
    if (stopped) break
  }
  const first = tried[0]
  tried.sort((a, b) => (a.candidate.bic ?? Infinity) - (b.candidate.bic ?? Infinity) || 0)
  const { densities } = tried[0]
  if (!densities) throw first.candidate.error!
  return { ...densities, stopped, candidates: tried.map(({ candidate }, at) => ({ ...candidate, chosen: at === 0 })) }
}

function priorsOf({ counts, classes, samples }: ClassRows, priors: 'data' | ArrayLike<number>): Float64Array {
  if (priors === 'data') return counts.map(count => count / samples.rows)
  const given = readNumbers('priors', priors)
  const sum = given.reduce((total, prior) => total + prior, 0)
  if (given.length === classes.length && given.every(prior => prior > 0) && Math.abs(sum - 1) <= 1e-6) return given
  throw new ShapeError(
    'priors',
    `[${classes.length}], positive numbers that sum to 1, for the classes ${classes.join(', ')}`,
    `[${Array.from(given).join(', ')}]`,
    "Pass 'data' for the shares of the rows.",
  )
}

async function logLikelihoodOf(classifier: MixtureClassifier, { samples }: ClassRows): Promise<number> {
  return (await classifier.logDensity(samples)).reduce((sum, value) => sum + value, 0)
}
