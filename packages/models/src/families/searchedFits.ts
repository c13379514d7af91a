/** Options, phases, progress and results that the families over core's search for starts share. */
import { covarianceTypes, type CovarianceType, type DrawProgress, type NamedCovarianceType, type RunProgress } from '@mixtura/core'
import { accepted, firstRefusal, refused, requireRows, type Acceptance } from '../contract/acceptance.js'
import type { Curve, Fact, ResultTable } from '../contract/fittedModel.js'
import type { Picture, Place } from '../contract/progress.js'
import type { TableFacts } from '../contract/table.js'
import { automaticCountOption, choiceOption, countOption, numberOption } from '../options/optionFields.js'
import type { FitRun } from '../running/fitReporter.js'

/** Phases of a search: starts compete on drawn rows, then on more rows, and the best is fitted to all rows. */
export const searchPhases = ['draw', 'short-run', 'heat', 'fit'] as const

/** Phases of a search that runs every start on all rows. */
export const everyStartPhases = ['draw', 'fit'] as const

export const likelihoodMetrics = { meanLogLikelihood: 'logDensityPerRow' } as const

export const namedStructures: readonly NamedCovarianceType[] = covarianceTypes

/** The named structures, and 'factors' for mixtures of factor analysers. */
export const structureNames: readonly (NamedCovarianceType | 'factors')[] = [...namedStructures, 'factors']

export const maxComponents = 1000

const maxStarts = 1000

/** Options of one mixture: its components and their structure. */
export const shapeOptions = {
  components: countOption({ text: 'components', minimum: 1, maximum: maxComponents, default: 3 }),
  covarianceType: choiceOption({ text: 'covarianceType', values: structureNames, default: 'full' }),
  factors: countOption({ text: 'factors', minimum: 1, maximum: 100, default: 2, when: { option: 'covarianceType', is: ['factors'] } }),
}

/** Options of the search for starts. */
export const searchOptions = {
  initialize: choiceOption({ text: 'initialize', values: ['k-means++', 'k-means', 'random', 'hierarchical'], default: 'k-means++', advanced: true }),
  seed: countOption({ text: 'seed', minimum: 0, maximum: 2 ** 32 - 1, default: 0 }),
  tolerance: numberOption({ text: 'tolerance', unit: 'natsPerRow', minimum: 0, maximum: 1, default: 1e-7, advanced: true }),
  maxIterations: countOption({ text: 'maxIterations', minimum: 1, maximum: 1_000_000, default: 1000, advanced: true }),
}

/** Starts of a search that may end early. */
export const automaticStarts = { starts: automaticCountOption({ text: 'automaticStarts', minimum: 1, maximum: maxStarts, advanced: true }) }

/** Starts of a search that runs all of them. */
export const startsOption = (standard: number): { readonly starts: ReturnType<typeof countOption> } => ({
  starts: countOption({ text: 'starts', minimum: 1, maximum: maxStarts, default: standard, advanced: true }),
})

/** What to do with missing cells, for fits that can integrate them out. */
export const missingOption = { missing: choiceOption({ text: 'missing', values: ['error', 'marginalize'], default: 'error' }) }

/** Refuses a table with missing cells, unless they are integrated out. */
export const acceptsMissing = ({ missingCells }: TableFacts, { missing }: { readonly missing: 'error' | 'marginalize' }): Acceptance =>
  missing === 'error' && missingCells > 0 ? refused('missingCellsAllowed', { missingCells }) : accepted

/** Share of the scale of the data's structure that is added to every covariance. */
export const regularizationOption = {
  regularization: numberOption({ text: 'regularization', minimum: 0, maximum: 1, default: 1e-6, advanced: true }),
}

interface Shape {
  readonly covarianceType: NamedCovarianceType | 'factors'
  readonly factors: number
}

export const coreCovarianceType = ({ covarianceType, factors }: Shape): CovarianceType => (covarianceType === 'factors' ? { factors } : covarianceType)

/** A structure as a word. */
export const structureName = (type: CovarianceType): string => (typeof type === 'string' ? type : `factors ${type.factors}`)

/** Refuses more components than rows, and as many factors as columns. */
export function acceptsShape(table: TableFacts, { components, covarianceType, factors }: Shape & { readonly components: number }): Acceptance {
  return firstRefusal(
    requireRows(table, Math.max(components, 2)),
    covarianceType === 'factors' && factors >= table.columns && refused('tooManyFactors', { factors, columns: table.columns }),
  )
}

interface SearchedOptions {
  readonly starts: number | 'automatic'
  readonly initialize?: 'k-means++' | 'k-means' | 'random' | 'hierarchical'
  readonly seed: number
  readonly tolerance: number
  readonly maxIterations: number
}

/**
 * The options of core's search that differ from its defaults.
 *
 * @param defaultStarts of the fit.
 */
export function givenSearchOptions(
  { starts, initialize = 'k-means++', seed, tolerance, maxIterations }: SearchedOptions,
  defaultStarts: number | 'automatic',
): {
  readonly starts?: number
  readonly initialize?: NonNullable<SearchedOptions['initialize']>
  readonly seed?: number
  readonly tolerance?: number
  readonly maxIterations?: number
} {
  return {
    ...(starts !== 'automatic' && starts !== defaultStarts && { starts }),
    ...(initialize !== 'k-means++' && { initialize }),
    ...(seed !== 0 && { seed }),
    ...(tolerance !== 1e-7 && { tolerance }),
    ...(maxIterations !== 1000 && { maxIterations }),
  }
}

/** Regularisation, unless it is core's default. */
export const givenRegularization = ({ regularization }: { readonly regularization: number }): { readonly regularization?: { readonly relative: number } } =>
  regularization === 1e-6 ? {} : { regularization: { relative: regularization } }

/** A state that core's search reports. */
type SearchState<State> = DrawProgress | (State & { readonly iteration: number } & RunProgress)

/** How a state of a search is shown. */
interface SearchView<State> {
  readonly maxIterations: number
  /** Places around the starts. */
  readonly places?: readonly Place[]
  readonly metrics: (state: State) => Readonly<Record<string, number>>
  readonly picture: (state: State) => Picture
}

/** Options that connect a search of core with the run: progress, stop, abort, checkpoints. */
export function followSearch<State>(
  run: FitRun,
  view: SearchView<State>,
): { readonly onProgress: (state: SearchState<State>) => Promise<'stop' | undefined>; readonly signal?: AbortSignal; readonly resume?: Uint8Array } {
  return {
    ...(run.signal && { signal: run.signal }),
    ...(run.resume && { resume: run.resume }),
    onProgress: state => reportSearch(run, state, view),
  }
}

/** Reports one state of a search. */
export function reportSearch<State>(run: FitRun, state: SearchState<State>, { maxIterations, places = [], metrics, picture }: SearchView<State>): Promise<'stop' | undefined> {
  if (state.phase === 'draw') return run.report({ phase: 'draw', step: 0, steps: null, places })
  return run.report({
    phase: state.phase,
    step: state.iteration,
    steps: state.phase === 'fit' ? maxIterations : null,
    places: [...places, { name: 'start', at: state.start + 1, of: state.starts }],
    metrics: metrics(state),
    picture: () => picture(state),
    checkpoint: state.checkpoint,
  })
}

/** Mean log-likelihood after each iteration. */
export function likelihoodCurve(logLikelihoods: readonly number[], name = 'meanLogLikelihood'): Curve {
  return { name, unit: 'logDensityPerRow', step: 'iteration', steps: logLikelihoods.map((_, at) => at), values: logLikelihoods }
}

/** Likelihood and criteria of a fit by maximum likelihood, with the usual sign: smaller AIC and BIC are better. */
export function likelihoodFacts({ meanLogLikelihood, parameterCount, rows }: {
  readonly meanLogLikelihood: number
  readonly parameterCount: number
  readonly rows: number
}): readonly Fact[] {
  const deviance = -2 * rows * meanLogLikelihood
  return [
    { name: 'parameterCount', value: parameterCount, unit: '' },
    { name: 'meanLogLikelihood', value: meanLogLikelihood, unit: 'logDensityPerRow' },
    { name: 'bic', value: deviance + parameterCount * Math.log(rows), unit: 'deviance' },
    { name: 'aic', value: deviance + 2 * parameterCount, unit: 'deviance' },
  ]
}

interface StartRecord {
  readonly start: number
  readonly iterations: number
  readonly converged: boolean
  readonly error?: Error
}

/** The outcome of each start. `value` returns NaN for a start that failed. */
export function startTable<Record extends StartRecord>(records: readonly Record[], name: string, value: (record: Record) => number): ResultTable {
  return {
    name: 'starts',
    columns: [
      { name: 'start', unit: '' },
      { name, unit: 'logDensityPerRow' },
      { name: 'iterations', unit: '' },
      { name: 'converged', unit: '' },
      { name: 'error', unit: '' },
    ],
    rows: records.map(record => [record.start + 1, numberOrNull(value(record)), record.iterations, record.converged, record.error?.message ?? null]),
  }
}

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
