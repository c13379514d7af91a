/** Options, phases and progress of the families over core's search for starts. */
import { covarianceTypes, gaussianFitDefaults as defaults, type CovarianceType, type DrawProgress, type NamedCovarianceType, type RunProgress } from '@mixtura/core'
import { accepted, firstRefusal, refused, requireRows, type Acceptance } from '../contract/acceptance.js'
import type { Picture, Place } from '../contract/progress.js'
import type { TableFacts } from '../contract/table.js'
import { axesAlongColumns } from '../options/axesAlongColumns.js'
import { automaticCountOption, choiceOption, countOption, numberOption, type Bounds } from '../options/optionFields.js'
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
  covarianceType: choiceOption({ text: 'covarianceType', values: structureNames, default: defaults.covarianceType, remedies: axesAlongColumns }),
  factors: countOption({ text: 'factors', minimum: 1, maximum: 100, default: 2, when: { option: 'covarianceType', is: ['factors'] } }),
}

/** Options of the search for starts. */
export const searchOptions = {
  initialize: choiceOption({ text: 'initialize', values: ['k-means++', 'k-means', 'random', 'hierarchical'], default: defaults.initialize, advanced: true }),
  seed: countOption({ text: 'seed', minimum: 0, maximum: 2 ** 32 - 1, default: defaults.seed }),
  tolerance: numberOption({ text: 'tolerance', unit: 'natsPerRow', minimum: 0, maximum: 1, default: defaults.tolerance, advanced: true }),
  maxIterations: countOption({ text: 'maxIterations', minimum: 1, maximum: 1_000_000, default: defaults.maxIterations, advanced: true }),
}

/** Starts of a search that may end early. */
export const automaticStarts = { starts: automaticCountOption({ text: 'automaticStarts', minimum: 1, maximum: maxStarts, advanced: true }) }

/** Starts of a search that runs all of them. */
export const startsOption = (standard: number): { readonly starts: ReturnType<typeof countOption> } => ({
  starts: countOption({ text: 'starts', minimum: 1, maximum: maxStarts, default: standard, advanced: true }),
})

/** What to do with missing cells, for fits that can integrate them out. */
export const missingOption = { missing: choiceOption({ text: 'missing', values: ['error', 'marginalize'], default: defaults.missing }) }

/** Refuses a table with missing cells, unless they are integrated out. */
export const acceptsMissing = ({ missingCells }: TableFacts, { missing }: { readonly missing: 'error' | 'marginalize' }): Acceptance =>
  missing === 'error' && missingCells > 0 ? refused('missingCellsAllowed', { missingCells }) : accepted

/** Share of the scale of the data's structure that is added to every covariance. */
export const regularizationOption = {
  regularization: numberOption({ text: 'regularization', minimum: 0, maximum: 1, default: defaults.regularization.relative, advanced: true }),
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

/** The options of the search as core takes them. */
export const coreSearchOptions = ({ starts, initialize, seed, tolerance, maxIterations }: SearchedOptions) => ({
  starts: starts === 'automatic' ? undefined : starts,
  initialize,
  seed,
  tolerance,
  maxIterations,
})

/** The regularisation as core takes it. */
export const coreRegularization = ({ regularization }: { readonly regularization: number }): { readonly relative: number } => ({ relative: regularization })

/** The whole numbers of a range. */
export const numbersOf = ({ minimum, maximum }: Bounds): readonly number[] => Array.from({ length: maximum - minimum + 1 }, (_, at) => minimum + at)

/** A state that core's search reports. */
type SearchState<State> = DrawProgress | (State & { readonly iteration: number } & RunProgress)

/** How a state of a search is shown. */
interface SearchView<State> {
  readonly maxIterations: number
  /** Places around the starts. */
  readonly places?: readonly Place[]
  readonly metrics: (state: State) => Readonly<Record<string, number>>
  /** Left out where a state cannot be drawn. */
  readonly picture?: (state: State) => Picture
}

/** Options with which a run aborts and resumes a search of core. */
export const resumedBy = ({ signal, resume }: FitRun): { readonly signal?: AbortSignal; readonly resume?: Uint8Array } => ({
  ...(signal && { signal }),
  ...(resume && { resume }),
})

/** Options that connect a search of core with the run: progress, stop, abort, checkpoints. */
export function followSearch<State>(
  run: FitRun,
  view: SearchView<State>,
): { readonly onProgress: (state: SearchState<State>) => Promise<'stop' | undefined>; readonly signal?: AbortSignal; readonly resume?: Uint8Array } {
  return { ...resumedBy(run), onProgress: state => reportSearch(run, state, view) }
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
    ...(picture && { picture: () => picture(state) }),
    checkpoint: state.checkpoint,
  })
}
