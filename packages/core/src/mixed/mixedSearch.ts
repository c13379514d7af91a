import { createRandom, InvalidOptionError, type Matrix, savedArray, ShapeError } from '@mixtura/numerics'
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
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { takeRows } from '../statistics/takeRows.js'
import { codedFamilies, codedLength } from './columnFamilies.js'
import { codeRows, type CodedRows } from './codedRows.js'
import type { AcceptedTable } from './fitMixedMixture.js'
import { splitColumns, type MixedColumnDescription } from './mixedColumns.js'
import { dataOfTable } from './dataOfTable.js'
import { isMixedData, requireNoRowOptions, type MixedData } from './mixedData.js'
import { isMixedParameters, mixedFitDefaults, type AcceptedMixedOptions, type MixedState } from './mixedFitOptions.js'
import { logPseudoPrior, mixedMStep } from './mixedMStep.js'
import { iterateOf, mixedInCanonicalOrder, mixedParameterCount, parametersOf, type MixedIterate } from './mixedParameters.js'
import { mixedSource, type MixedSource } from './mixedSource.js'
import { excludesValues, overallParameters, withOverall } from './overallParameters.js'
import { prepareMixedStarts, startFromShares, startKinds, type StartRows } from './mixedStarts.js'
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
export async function mixedSearch(given: AcceptedTable | MixedData, options: AcceptedMixedOptions): Promise<MixedSearch> {
  options.signal?.throwIfAborted()
  requireLabelPriors(options)
  if (isMixedData(given)) requireSourceOptions(options)
  const { columns } = given
  const { coded, numbers } = splitColumns(columns)
  if (coded.length === 0) return numbersSearch(given, options)
  const data = isMixedData(given) ? given : dataOfTable(given.samples, columns, options)
  const { components, covarianceType = mixedFitDefaults.covarianceType, seed = mixedFitDefaults.seed } = options
  const required = Math.max(components, 2)
  if (data.rows < required) throw new TooFewRowsError(data.rows, required, components)
  if (numbers.length > 0) requireFewFactors(covarianceType, numbers.length)
  await loadSteps(covarianceType)
  const random = createRandom(seed)
  const drawn = await data.draw(startRows({ components, columns: columns.length }), random.fork(0))
  const isWhole = drawn.table.rows === data.rows
  const structure = numbers.length > 0 ? covarianceType : 'diag'
  const regularization = numbers.length > 0 ? await regularizationOf(data, drawn, options) : new Float64Array(0)
  const target = { columns, covarianceType: structure, regularization, families: codedFamilies(columns, components), coded: data.coded, pseudoCount: options.pseudoCount ?? 0 }
  const drawnNumbers = { ...drawn.table.numbers, rows: drawn.table.rows }
  const parameters = mixedParameterCount({ columns, components, numbers: numbers.length > 0 ? ({ covarianceType, columns: numbers.length } as MixtureParameters) : null })
  const isRugged = isWhole && data.rows < minRowsPerParameter * parameters
  const { initialize = mixedFitDefaults.initialize } = options
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? (components === 1 ? 1 : isRugged ? ruggedStarts : defaultStarts))
  const size = {
    starts, startsFromTree: false, heats: heatRows({ startRows: drawn.table.rows, rows: data.rows, parameters }),
    isCheap: drawn.table.rows * components * (numbers.length ** 2 + columns.length) <= maxCandidateWork, isRugged, isWhole,
  }
  const ordered = options.labelPriors ? (iterate: MixedIterate): MixedIterate => iterate : (iterate: MixedIterate): MixedIterate => mixedInCanonicalOrder(iterate, columns)
  return {
    plan: gaussianPlan({ rows: data.rows, drawn: { samples: drawnNumbers } }, planOptions(options), { ...size, kinds: startKinds }),
    runner: await mixedRunner({ data, drawn, random, target, size, ordered }, options),
    columns: columns.length,
    identifying: () => data.table?.given ?? cellsOf(drawn.table),
    ordered,
  }
}

type Target = Parameters<typeof mixedMStep>[1] & { readonly columns: readonly MixedColumnDescription[] }

async function mixedRunner(
  { data, drawn, random, target, size, ordered }: {
    readonly data: MixedData
    readonly drawn: StartRows
    readonly random: ReturnType<typeof createRandom>
    readonly target: Target
    readonly size: { readonly starts: number; readonly heats: readonly number[]; readonly isWhole: boolean }
    readonly ordered: MixedSearch['ordered']
  },
  options: AcceptedMixedOptions,
): Promise<Runner<SavableRun, MixedState>> {
  const { components, initialize = mixedFitDefaults.initialize, kernels, threads, signal, pseudoCount = 0 } = options
  const { columns, covarianceType, regularization, families, coded } = target
  const sourceOf = ({ table, knowledge }: StartRows): Promise<MixedSource> => mixedSource(table, { columns, components, knowledge, kernels, threads })
  const source = size.isWhole ? await sourceOf(drawn) : await data.statistics(components)
  const drawnSource = size.isWhole ? source : await sourceOf(drawn)
  const heatSources = new Map<number, Promise<MixedSource>>()
  const heatSource = async (heat: number): Promise<MixedSource> =>
    size.heats[heat] === drawn.table.rows ? drawnSource : sourceOf(await data.draw(size.heats[heat], random.fork(size.starts + 1 + heat)))
  const overall = overallParameters(data.valueWeights, { families, coded, pseudoCount })
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
    const { given, kept, ...whole } = data.table!
    const assigned = acceptRowKnowledge({ labelPriors: responsibilitiesOf(initialize, { rows: given.rows, components }) }, given.rows).labelPriors!
    return ordered(await possible(await startFromShares(whole, kept ? takeRows(assigned, kept) : assigned, startOptions)))
  }
  const prepared = typeof initialize === 'string' ? prepareMixedStarts(drawn, initialize, startOptions) : undefined
  const runner = emRunner({
    shape: {
      covarianceType, components, columns: drawn.table.numbers.columns,
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
  const named: typeof runner = { ...runner, run: (...given) => run(...given).catch((error: unknown) => Promise.reject(namedError(error, drawn.table.numbers.columns > 0))) }
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

async function numbersSearch(table: AcceptedTable | MixedData, options: AcceptedMixedOptions): Promise<MixedSearch> {
  const { initialize, pseudoCount: _, onProgress: __, onIteration, resume: ___, ...shared } = options
  const { columns } = table
  if (!isMixedData(table)) codeRows(table.samples, columns) // names a wrong cell by its column
  const start = initialize === undefined || typeof initialize === 'string' || !isMixedParameters(initialize) ? initialize : givenNumbers(initialize, columns, options)
  const search = await gaussianSearch(isMixedData(table) ? await table.numbers() : table.samples, {
    ...shared, ...(!isMixedData(table) && { missing: 'marginalize' }), ...(start !== undefined && { initialize: start }),
    // The plan depends on whether iterations are followed.
    ...(onIteration && { onIteration: () => undefined }),
  })
  const empty = new Float64Array(0)
  const mixed = (parameters: MixtureParameters): MixedIterate => ({ ...parameters, columnParameters: empty })
  return {
    plan: search.plan,
    runner: withStates(search.runner, state => parametersOf(mixed(state.parameters), columns)),
    columns: columns.length,
    identifying: search.identifying,
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
  data: MixedData,
  drawn: StartRows,
  { covarianceType = mixedFitDefaults.covarianceType, regularization = mixedFitDefaults.regularization, signal }: AcceptedMixedOptions,
): Promise<Float64Array> {
  const { columns } = data
  const { numbers } = splitColumns(columns)
  const source = await data.numbers()
  const rows = { samples: withColumnMeans(drawn.table.numbers), weights: drawn.knowledge.weights }
  try {
    return await regularizationMatrix(source, { regularization, covarianceType, drawn: rows, scales: structureScales(rows), signal })
  } catch (error) {
    if (error instanceof ConstantColumnError) throw new ConstantColumnError(numbers[error.column], error.value, columns[numbers[error.column]].name)
    if (error instanceof DependentColumnsError) throw new DependentColumnsError(numbers[error.column], error.rows, error.columns, columns[numbers[error.column]].name)
    throw error
  }
}

/** Numbers, and then the codes of the other columns, which together tell one table from another. */
function cellsOf({ rows, numbers, coded }: CodedRows): Matrix {
  const columns = numbers.columns + coded.length
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    data.set(numbers.data.subarray(row * numbers.columns, (row + 1) * numbers.columns), row * columns)
    coded.forEach(({ codes }, c) => (data[row * columns + numbers.columns + c] = codes[row]))
  }
  return { data, rows, columns }
}

/** @throws {InvalidOptionError} for options that need all rows in memory. */
function requireSourceOptions(options: AcceptedMixedOptions): void {
  const { initialize } = options
  requireNoRowOptions(options)
  if (initialize === undefined || typeof initialize === 'string' || isMixedParameters(initialize)) return
  throw new InvalidOptionError('initialize', 'a method or a mixed mixture beside a source', 'an assignment', 'Pass a table in memory.')
}

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
