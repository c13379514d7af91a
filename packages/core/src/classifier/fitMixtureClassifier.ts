import { InvalidOptionError, MixturaError, type Samples, ShapeError } from '@mixtura/numerics'
import { callback, choice, optional, type OptionReaders, readNumbers, readOptions, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, covarianceTypes as knownCovarianceTypes } from '../covariance/structures.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { FitOptions } from '../fit/fitOptions.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { defaultRegularization } from '../em/regularization.js'
import { selectGaussianMixture, type SelectionOptions, type SelectionRow } from '../selection/selectGaussianMixture.js'
import { classRows, rowsOfClass, type ClassRows } from './classRows.js'
import { classifierMethods, type ClassifierMethod } from './classifierParameters.js'
import { fitEdda } from './edda.js'
import { MixtureClassifier } from './mixtureClassifier.js'
import { regularization, searchReaders } from '../fit/fitOptionReaders.js'
import { componentRange, listOfTypes } from '../selection/selectionReaders.js'

/** One candidate: a structure for all classes (EDDA), or a structure and a number of components for one class (MclustDA). */
export interface ClassifierCandidate {
  /** The class, or null for all classes together. */
  readonly label: Label | null
  /** Number of components per class. */
  readonly components: number
  readonly covarianceType: CovarianceType
  /** BIC on the rows that it was fitted to, smaller is better; null if it could not be fitted. */
  readonly bic: number | null
  /** Why it could not be fitted. */
  readonly error: MixturaError | null
  /** Whether the classifier uses it. A candidate with a better BIC is not chosen if a component has too few rows for its covariance. */
  readonly chosen: boolean
}

export interface ClassifierOptions
  extends Pick<FitOptions, 'starts' | 'seed' | 'tolerance' | 'maxIterations' | 'regularization' | 'signal'> {
  /** 'MclustDA' by default: a mixture per class. */
  readonly method?: ClassifierMethod
  /** Structures to choose from by BIC; by default EII, VII, EEI, VVI, EEE and VVV, or all fourteen for EDDA. */
  readonly covarianceTypes?: readonly CovarianceType[]
  /** Range of the number of components per class, chosen by BIC; 1 to 5 by default. MclustDA only. */
  readonly components?: SelectionOptions['components']
  /** Prior of each class (numbers ascending, then strings); 'data' by default: the shares of the rows. */
  readonly priors?: 'data' | ArrayLike<number>
  /** Called after each candidate. */
  readonly onCandidate?: (candidate: ClassifierCandidate) => void
}

export const classifierReaders: OptionReaders<ClassifierOptions> = {
  ...searchReaders,
  regularization: optional(regularization),
  signal: optional(signal),
  method: optional(choice(classifierMethods)),
  covarianceTypes: optional(listOfTypes),
  components: optional(componentRange),
  priors: optional((name, value) => (value === 'data' ? value : readNumbers(name, value))),
  onCandidate: optional(callback()),
}

export interface ClassifierFit {
  readonly classifier: MixtureClassifier
  /** Σ_n ln Σ_c π_c p(x_n | c), nats: the log-likelihood of the samples without their labels, as in `bic`. */
  readonly logLikelihood: number
  /** -2 ln L + p ln N; smaller is better. */
  readonly bic: number
  /** All candidates, class by class, the best first. */
  readonly candidates: readonly ClassifierCandidate[]
}

const defaultMixtureTypes: readonly CovarianceType[] = ['EII', 'VII', 'EEI', 'VVI', 'EEE', 'VVV']
/** Without scikit-learn's four names, which are aliases. */
const fourteenTypes = knownCovarianceTypes.filter(type => /^[EVI]{3}$/.test(type))

/**
 * Fits a classifier by class densities. 'MclustDA' fits a mixture to each class and chooses its structure and number of
 * components by BIC, so a class may consist of several groups. 'EDDA' fits one Gaussian to each class, with one covariance
 * structure over all classes: 'EEE' is linear discriminant analysis, 'VVV' is quadratic discriminant analysis.
 *
 * @param samples [N, D], finite.
 * @param labels [N]
 * @throws {ShapeError} {NonFiniteValuesError} for invalid samples or labels.
 * @throws {InvalidOptionError} for an option out of range.
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
  const { method = 'MclustDA', priors = 'data', covarianceTypes, components } = accepted
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
  const densities = method === 'EDDA' ? await chooseEdda(rows, classPriors, accepted) : await chooseMixtures(rows, accepted)
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
  }
}

interface ClassDensities {
  readonly mixtures: readonly GaussianMixture[]
  readonly covarianceType: CovarianceType | null
  /** Number of parameters without priors. */
  readonly parameterCount: number
  readonly candidates: readonly ClassifierCandidate[]
}

async function chooseEdda(rows: ClassRows, priors: Float64Array, options: ClassifierOptions): Promise<ClassDensities> {
  const { covarianceTypes = fourteenTypes, regularization = defaultRegularization, signal, onCandidate } = options
  const estimatedPriors = options.priors === undefined || options.priors === 'data' ? rows.classes.length - 1 : 0
  const tried: { readonly candidate: ClassifierCandidate; readonly densities: ClassDensities | null }[] = []
  for (const covarianceType of covarianceTypes) {
    signal?.throwIfAborted()
    const shared = { label: null, components: 1, covarianceType, chosen: false }
    try {
      const { mixtures, parameterCount } = await fitEdda(rows, { covarianceType, regularization, signal })
      const densities = { mixtures, covarianceType, parameterCount, candidates: [] }
      const classifier = new MixtureClassifier({ ...densities, method: 'EDDA', classes: rows.classes, priors })
      const penalty = (parameterCount + estimatedPriors) * Math.log(rows.samples.rows)
      const bic = -2 * (await logLikelihoodOf(classifier, rows)) + penalty
      tried.push({ candidate: { ...shared, bic, error: null }, densities })
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      tried.push({ candidate: { ...shared, bic: null, error }, densities: null })
    }
    onCandidate?.(tried.at(-1)!.candidate)
  }
  const first = tried[0]
  tried.sort((a, b) => (a.candidate.bic ?? Infinity) - (b.candidate.bic ?? Infinity) || 0)
  const { densities } = tried[0]
  if (!densities) throw first.candidate.error!
  return { ...densities, candidates: tried.map(({ candidate }, at) => ({ ...candidate, chosen: at === 0 })) }
}

async function chooseMixtures(rows: ClassRows, options: ClassifierOptions): Promise<ClassDensities> {
  const {
    covarianceTypes = defaultMixtureTypes, components = { minimum: 1, maximum: 5 },
    method: _method, priors: _priors, onCandidate, ...fitOptions
  } = options
  const mixtures: GaussianMixture[] = []
  const candidates: ClassifierCandidate[] = []
  for (const [code, label] of rows.classes.entries()) {
    const ofClass = rowsOfClass(rows, code)
    const { table } = await selectGaussianMixture(ofClass, { ...fitOptions, components, covarianceTypes, criterion: 'bic' })
    const chosen = table.find(({ fit, collapsed }) => fit && !collapsed && hasRowsFor(fit.model, ofClass.rows))
    if (!chosen?.fit) throw tooSmallClass(label, ofClass.rows, table)
    mixtures.push(chosen.fit.model)
    for (const row of table) {
      const { components: count, covarianceType, bic, error } = row
      const candidate = { label, components: count, covarianceType, bic, error, chosen: row === chosen }
      candidates.push(candidate)
      onCandidate?.(candidate)
    }
  }
  const parameterCount = mixtures.reduce((sum, mixture) => sum + mixture.parameterCount, 0)
  return { mixtures, covarianceType: null, parameterCount, candidates }
}

/**
 * Whether every component has enough rows for its own covariance: more than D for a matrix, more than q + 1 for q factors,
 * more than 1 for variances. A component with fewer rows fits them exactly, so its likelihood does not predict new rows.
 */
function hasRowsFor({ covarianceType, columns, weights }: GaussianMixture, rows: number): boolean {
  const { layout } = covarianceStructure(covarianceType)
  const ofMatrix = typeof covarianceType === 'object' ? covarianceType.factors + 1 : columns
  const required = layout.scatter === 'full' ? ofMatrix : 1
  return layout.shared ? rows > required : weights.every(weight => weight * rows > required)
}

function tooSmallClass(label: Label, rows: number, table: readonly SelectionRow[]): MixturaError {
  const failed = table.find(({ error }) => error)?.error
  if (failed && table.every(({ fit }) => !fit)) return failed
  return new ShapeError(
    `class ${label}`,
    'of more rows per component than the structure takes',
    `of ${rows} rows`,
    "Add rows, allow fewer components or simpler structures, or pass method: 'EDDA' with structures that classes share.",
  )
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
