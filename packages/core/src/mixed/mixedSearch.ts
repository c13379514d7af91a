import { createRandom, drawRowNumbers, InvalidOptionError, type Matrix, savedArray, ShapeError } from '@mixtura/numerics'
import { ConstantColumnError, DependentColumnsError, NonFiniteLikelihoodError, TooFewRowsError } from '../errors.js'
import type { EmState } from '../em/em.js'
import { hasCollapsed } from '../em/collapse.js'
import { regularizationMatrix } from '../em/regularization.js'
import type { SavableRun } from '../em/savedRun.js'
import { structureScales } from '../em/structureScale.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { loadSteps } from '../covariance/structures.js'
import { emRunner } from '../fit/emRunner.js'
import { gaussianPlan } from '../fit/gaussianPlan.js'
import { gaussianSearch } from '../fit/gaussianSearch.js'
import { heatRows } from '../fit/heatRows.js'
import type { Runner } from '../fit/runSearch.js'
import type { SearchSubject } from '../fit/searchFit.js'
import type { RunTask } from '../fit/searchStarts.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isOnlyStart, startRows } from '../starts/prepareStarts.js'
import { responsibilitiesOf } from '../starts/startFromAssignment.js'
import { withColumnMeans } from '../statistics/missingCellsSource.js'
import { accumulateFrom, scatterRequest } from '../statistics/projections.js'
import { acceptRowKnowledge, countedRows, knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { takeRows } from '../statistics/takeRows.js'
import { codedFamilies, codedLength } from './columnFamilies.js'
import { codeRows, takeCodedRows, type CodedRows } from './codedRows.js'
import { shownColumn, splitColumns, type MixedColumnDescription } from './mixedColumns.js'
import { isMixedParameters, mixedFitDefaults, type AcceptedMixedOptions, type MixedState } from './mixedFitOptions.js'
import { logPseudoPrior, mixedMStep } from './mixedMStep.js'
import { iterateOf, mixedInCanonicalOrder, mixedParameterCount, parametersOf, type MixedIterate } from './mixedParameters.js'
import { mixedSource, type MixedSource } from './mixedSource.js'
import { excludesValues, overallParameters, withOverall } from './overallParameters.js'
import { prepareMixedStarts, startFromShares, startKinds } from './mixedStarts.js'
import { countOffsets } from './valueTables.js'

/** The search of `fitMixedMixture`. */
export interface MixedSearch extends SearchSubject<SavableRun, MixedState> {
  /** Sorts the classes into the order in which a fit reports them. */
  readonly ordered: (iterate: MixedIterate) => MixedIterate
}

/** With fewer rows per parameter the likelihood has many optima; as in the search of Gaussian mixtures. */
const minRowsPerParameter = 64
/** Default number of starts, and the number where the likelihood has many optima. */
const [defaultStarts, ruggedStarts] = [4, 8]
/** Largest number of multiply-adds of an iteration on the drawn rows for several candidates per start. */
const maxCandidateWork = 1e8

/** A table of numbers alone is searched as a Gaussian mixture, to the same bits. */
export async function mixedSearch(given: Matrix, columns: readonly MixedColumnDescription[], options: AcceptedMixedOptions): Promise<MixedSearch> {
  options.signal?.throwIfAborted()
  requireLabelPriors(options)
  const { coded, numbers } = splitColumns(columns)
  if (coded.length === 0) return numbersSearch(given, columns, options)
  const accepted = acceptRowKnowledge({ weights: options.sampleWeights, labelPriors: options.labelPriors }, given.rows)
  const all = codeRows(given, columns)
  const { rows: kept, knowledge } = countedRows(given, accepted)
  const table = kept ? takeCodedRows(all, kept) : all
  requireCells(table, columns)
  const { components, covarianceType = mixedFitDefaults.covarianceType, seed = mixedFitDefaults.seed } = options
  const required = Math.max(components, 2)
  if (table.rows < required) throw new TooFewRowsError(table.rows, required, components)
  if (numbers.length > 0) requireFewFactors(covarianceType, numbers.length)
  await loadSteps(covarianceType)
  const random = createRandom(seed)
  const drawnRows = drawRowNumbers(table.rows, startRows({ components, columns: columns.length }), random.fork(0))
  const isWhole = drawnRows.length === table.rows
  const drawn = isWhole ? { table, knowledge } : { table: takeCodedRows(table, drawnRows), knowledge: knowledgeOf(knowledge, drawnRows) }
  const structure = numbers.length > 0 ? covarianceType : 'diag'
  const regularization = numbers.length > 0 ? await regularizationOf(table, drawn, { columns, options, knowledge }) : new Float64Array(0)
  const target = { columns, covarianceType: structure, regularization, families: codedFamilies(columns, components), coded: table.coded, pseudoCount: options.pseudoCount ?? 0 }
  const drawnNumbers = { ...drawn.table.numbers, rows: drawn.table.rows }
  const parameters = mixedParameterCount({ columns, components, numbers: numbers.length > 0 ? ({ covarianceType, columns: numbers.length } as MixtureParameters) : null })
  const isRugged = isWhole && table.rows < minRowsPerParameter * parameters
  const { initialize = mixedFitDefaults.initialize } = options
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? (components === 1 ? 1 : isRugged ? ruggedStarts : defaultStarts))
  const size = {
    starts, startsFromTree: false, heats: heatRows({ startRows: drawn.table.rows, rows: table.rows, parameters }),
    isCheap: drawn.table.rows * components * (numbers.length ** 2 + columns.length) <= maxCandidateWork, isRugged, isWhole,
  }
  const ordered = options.labelPriors ? (iterate: MixedIterate): MixedIterate => iterate : (iterate: MixedIterate): MixedIterate => mixedInCanonicalOrder(iterate, columns)
  return {
    plan: gaussianPlan({ rows: table.rows, drawn: { samples: drawnNumbers } }, planOptions(options), { ...size, kinds: startKinds }),
    runner: await mixedRunner({ table, knowledge, given, kept, drawn, random, target, size, ordered }, options),
    columns: columns.length,
    identifying: () => given,
    ordered,
  }
}

type Target = Parameters<typeof mixedMStep>[1] & { readonly columns: readonly MixedColumnDescription[] }

async function mixedRunner(
  { table, knowledge, given, kept, drawn, random, target, size, ordered }: {
    readonly table: CodedRows
    readonly knowledge: RowKnowledge
    readonly given: Matrix
    /** Numbers of the rows of `table` among the given ones; undefined if they are all. */
    readonly kept: Uint32Array | undefined
    readonly drawn: { readonly table: CodedRows; readonly knowledge: RowKnowledge }
    readonly random: ReturnType<typeof createRandom>
    readonly target: Target
    readonly size: { readonly starts: number; readonly heats: readonly number[]; readonly isWhole: boolean }
    readonly ordered: MixedSearch['ordered']
  },
  options: AcceptedMixedOptions,
): Promise<Runner<SavableRun, MixedState>> {
  const { components, initialize = mixedFitDefaults.initialize, kernels, threads, signal, pseudoCount = 0 } = options
  const { columns, covarianceType, regularization, families, coded } = target
  const sourceOf = (rows: CodedRows, known: RowKnowledge): Promise<MixedSource> => mixedSource(rows, { columns, components, knowledge: known, kernels, threads })
  const source = await sourceOf(table, knowledge)
  const drawnSource = size.isWhole ? source : await sourceOf(drawn.table, drawn.knowledge)
  const heatSources = new Map<number, Promise<MixedSource>>()
  const heatSource = (heat: number): Promise<MixedSource> => {
    if (size.heats[heat] === drawn.table.rows) return Promise.resolve(drawnSource)
    const rows = drawRowNumbers(table.rows, size.heats[heat], random.fork(size.starts + 1 + heat))
    return sourceOf(takeCodedRows(table, rows), knowledgeOf(knowledge, rows))
  }
  const overall = overallParameters(table, { families, weights: knowledge.weights, pseudoCount })
  const startOptions = { ...target, components, overall, kernels, signal }
  /** The classes of drawn rows need not have the rare values of the others. */
  const passing = (iterate: MixedIterate): MixedIterate => ordered(size.isWhole ? iterate : withOverall(iterate, families, overall))
  /** A given start may exclude rows, which no iteration would mend. */
  const possible = async (iterate: MixedIterate): Promise<MixedIterate> => {
    if (!excludesValues(iterate, families, coded)) return iterate
    const { logLikelihood } = await accumulateFrom(source, iterate, { ...scatterRequest(iterate), signal })
    return logLikelihood > -Infinity ? iterate : withOverall(iterate, families, overall)
  }
  const candidate = async (start: number, candidateOfStart: number): Promise<MixedIterate> => {
    if (typeof initialize === 'string') return passing(await prepared!(random.fork(start + 1).fork(candidateOfStart), candidateOfStart + start))
    if (isMixedParameters(initialize)) return ordered(await possible(givenStart(initialize, { columns, components, covarianceType })))
    const assigned = acceptRowKnowledge({ labelPriors: responsibilitiesOf(initialize, { rows: given.rows, components }) }, given.rows).labelPriors!
    const shares = kept ? takeRows(assigned, kept) : assigned
    return ordered(await possible(await startFromShares({ table, knowledge }, shares, startOptions)))
  }
  const prepared = typeof initialize === 'string' ? prepareMixedStarts(drawn, initialize, startOptions) : undefined
  const runner = emRunner({
    shape: {
      covarianceType, components, columns: table.numbers.columns,
      added: {
        parameters: { columnParameters: savedArray(codedLength(families)) },
        statistics: { valueCounts: savedArray(countOffsets(coded, components).length, { sign: 'not negative' }) },
      },
    },
    sourceOf: async ({ phase, heat = 0 }: RunTask) => {
      if (phase !== 'heat') return phase === 'fit' ? source : drawnSource
      if (!heatSources.has(heat)) heatSources.set(heat, heatSource(heat))
      return heatSources.get(heat)!
    },
    candidate,
    ordered: parameters => passing(parameters as MixedIterate),
    em: {
      maximize: (statistics, previous) => mixedMStep(statistics, target, previous),
      logPrior: pseudoCount > 0 ? at => logPseudoPrior(families, (at as MixedIterate).columnParameters, pseudoCount) : undefined,
      accelerate: false, // quasi-Newton steps do not include the counts of values
      signal,
    },
    hasCollapsed: at => at.columns > 0 && hasCollapsed(at, regularization),
  })
  const { run } = runner
  const named: typeof runner = { ...runner, run: (...given) => run(...given).catch((error: unknown) => Promise.reject(namedError(error, table.numbers.columns > 0))) }
  return withStates(named, state => parametersOf(state.parameters as MixedIterate, columns))
}

/** In a mixed fit not only distances can make a row impossible. */
function namedError(error: unknown, hasNumbers: boolean): unknown {
  if (!(error instanceof NonFiniteLikelihoodError)) return error
  const cause = hasNumbers ? 'it has a level or a count that no class can have, or numbers too far from every class' : 'it has a level or a count that no class can have'
  const advice = hasNumbers ? 'Pass pseudoCount: 1 or another start, or rescale the columns of numbers.' : 'Pass pseudoCount: 1, or another start.'
  return new NonFiniteLikelihoodError(error.value, error.iteration, `the density of some row is 0 in every class: ${cause}. ${advice}`)
}

/** The runner, whose listeners hear mixed parameters. */
function withStates(runner: Runner<SavableRun, EmState>, parametersOfState: (state: EmState) => MixedState['parameters']): Runner<SavableRun, MixedState> {
  return { ...runner, run: (task, from, listener) => runner.run(task, from, listener && ((state, snapshot) => listener({ ...state, parameters: parametersOfState(state) }, snapshot))) }
}

async function numbersSearch(given: Matrix, columns: readonly MixedColumnDescription[], options: AcceptedMixedOptions): Promise<MixedSearch> {
  const { initialize, pseudoCount: _, onProgress: __, onIteration, resume: ___, ...shared } = options
  codeRows(given, columns) // names a wrong cell by its column
  const start = initialize === undefined || typeof initialize === 'string' || !isMixedParameters(initialize) ? initialize : givenNumbers(initialize, columns, options)
  const search = await gaussianSearch(given, {
    ...shared, missing: 'marginalize', ...(start !== undefined && { initialize: start }),
    // The plan depends on whether iterations are followed.
    ...(onIteration && { onIteration: () => undefined }),
  })
  const empty = new Float64Array(0)
  const mixed = (parameters: MixtureParameters): MixedIterate => ({ ...parameters, columnParameters: empty })
  return {
    plan: search.plan,
    runner: withStates(search.runner, state => parametersOf(mixed(state.parameters), columns)),
    columns: columns.length,
    identifying: () => given,
    ordered: iterate => mixed(search.ordered(iterate)),
  }
}

function givenNumbers(given: NonNullable<AcceptedMixedOptions['initialize']> & object, columns: readonly MixedColumnDescription[], { components, covarianceType = mixedFitDefaults.covarianceType }: AcceptedMixedOptions): MixtureParameters {
  return givenStart(given as Parameters<typeof iterateOf>[0], { columns, components, covarianceType })
}

/** @throws {ShapeError} if the given mixture is of other columns, classes or covariances. */
function givenStart(given: Parameters<typeof iterateOf>[0], { columns, components, covarianceType }: { readonly columns: readonly MixedColumnDescription[]; readonly components: number; readonly covarianceType: MixtureParameters['covarianceType'] }): MixedIterate {
  const iterate = iterateOf(given)
  if (given.components !== components) throw new ShapeError('initialize', `a mixture of ${components} classes`, `one of ${given.components}`, 'Pass components of that number.')
  const isSame = given.columns.length === columns.length && given.columns.every(({ family, levels }, at) => family === columns[at].family && levels.length === columns[at].levels.length)
  if (!isSame) throw new ShapeError('initialize', 'a mixture of these columns', 'one of others', 'Pass a model of a table with the same columns in the same order.')
  if (iterate.columns > 0 && JSON.stringify(iterate.covarianceType) !== JSON.stringify(covarianceType)) {
    throw new ShapeError('initialize', `a mixture with covarianceType ${JSON.stringify(covarianceType)}`, JSON.stringify(iterate.covarianceType), 'Pass that covarianceType.')
  }
  return iterate
}

/** Errors about a column name it by its number in the whole table. */
async function regularizationOf(
  table: CodedRows,
  drawn: { readonly table: CodedRows; readonly knowledge: RowKnowledge },
  { columns, options, knowledge }: { readonly columns: readonly MixedColumnDescription[]; readonly options: AcceptedMixedOptions; readonly knowledge: RowKnowledge },
): Promise<Float64Array> {
  const { covarianceType = mixedFitDefaults.covarianceType, regularization = mixedFitDefaults.regularization, kernels, threads, signal } = options
  const { numbers } = splitColumns(columns)
  const source: StatisticsSource = await samplesSource(table.numbers, { missing: 'marginalize', weights: knowledge.weights, kernels, threads })
  const rows = { samples: withColumnMeans(drawn.table.numbers), weights: drawn.knowledge.weights }
  try {
    return await regularizationMatrix(source, { regularization, covarianceType, drawn: rows, scales: structureScales(rows), signal })
  } catch (error) {
    if (error instanceof ConstantColumnError) throw new ConstantColumnError(numbers[error.column], error.value, columns[numbers[error.column]].name)
    if (error instanceof DependentColumnsError) throw new DependentColumnsError(numbers[error.column], error.rows, error.columns, columns[numbers[error.column]].name)
    throw error
  }
}

/** @throws {ShapeError} for a column without any cell. */
function requireCells({ numbers, coded }: CodedRows, columns: readonly MixedColumnDescription[]): void {
  const split = splitColumns(columns)
  split.numbers.forEach((column, i) => {
    for (let at = i; at < numbers.data.length; at += numbers.columns) if (!Number.isNaN(numbers.data[at])) return
    throw emptyColumn(columns[column], column)
  })
  split.coded.forEach((column, c) => {
    const { values, codes } = coded[c]
    if (!codes.some(code => code < values.length)) throw emptyColumn(columns[column], column)
  })
}

const emptyColumn = (description: MixedColumnDescription, column: number): ShapeError =>
  new ShapeError(shownColumn(description, column), 'observed in some row that counts', 'missing in every one', 'Leave the column out.')

function requireLabelPriors({ labelPriors, components }: AcceptedMixedOptions): void {
  if (!labelPriors || labelPriors.columns === components) return
  throw new InvalidOptionError('labelPriors', `[N, ${components}], a column per component`, `[${labelPriors.rows}, ${labelPriors.columns}]`, 'Give every component its column.')
}

function planOptions({ components, initialize, starts, tolerance, maxIterations, onIteration, pseudoCount = 0 }: AcceptedMixedOptions): Parameters<typeof gaussianPlan>[1] {
  return {
    components, tolerance, maxIterations, starts,
    ...(initialize !== undefined && { initialize: initialize as never }),
    ...(onIteration && { onIteration: () => undefined }),
    // Pseudo-counts are a prior, as that of a Gaussian mixture.
    ...(pseudoCount > 0 && { prior: {} }),
  } as Parameters<typeof gaussianPlan>[1]
}
