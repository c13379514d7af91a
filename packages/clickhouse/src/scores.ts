import { GaussianMixture, type MixtureParameters, type ScatterKind } from '@mixtura/core'
import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { callback, choice, describeValue, flag, isRecord, list, optional, readOptions, text, withoutReaders, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { queryNumbers } from './queryNumbers.js'
import { readTypes } from './columnFacts.js'
import { UnknownTableColumnError } from './errors.js'
import { kernelScore, kernelScores, kernelSettings } from './kernel/kernelStatements.js'
import { choosePassMode } from './kernel/passMode.js'
import { columnText, computingModes, requireOneOrigin, tableReaders, type ComputingMode, type TableOptions } from './options.js'
import { followedCommand } from './shards/followedCommand.js'
import { commandShard, onEveryShard, queryShard, shardsOf, type Shard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { columnName, largestOf, mixtureLevels, ownPrefix } from './sql/mixtureLevels.js'
import { nestedSelect } from './sql/nestedSelect.js'
import { passSettings } from './sql/passSettings.js'
import { total } from './sql/numberFacts.js'
import { origin, rowCondition, rowsStatement } from './sql/tableRows.js'

/** What can be told of a row. */
export type RowScore = 'component' | 'log_density' | 'anomaly_score'

const rowScores: readonly RowScore[] = ['component', 'log_density', 'anomaly_score']
const usualScores: readonly RowScore[] = ['component', 'log_density']

/** Options of `scoringQuery`. */
export interface ScoringOptions extends Pick<TableOptions, 'table' | 'database' | 'query' | 'columns'> {
  /** The mixture, in the order of `columns`. */
  readonly model: GaussianMixture | MixtureParameters
  /** Columns of the rows to hand on, such as an id; none by default. */
  readonly keep?: readonly string[] | undefined
  /**
   * What is told of each row: `component`, 0-based; `log_density`, in nats; `anomaly_score`, minus the log-density. The first two by default.
   */
  readonly scores?: readonly RowScore[] | undefined
  /** Whether the responsibility of each component is a column too; `false` by default. */
  readonly responsibilities?: boolean | undefined
  /** How the servers compute: `sql` by default, or by the kernels, which must be installed there: see `installKernels`. */
  readonly mode?: 'sql' | 'kernel' | undefined
}

/** Options of `writeScores`. */
export interface WriteScoresOptions extends Omit<ScoringOptions, 'mode'>, Pick<TableOptions, 'client' | 'signal'> {
  /** How the servers compute, as that of `clickhouseSource`; `sql` by default. Kernels are installed where they are not yet. */
  readonly mode?: ComputingMode | undefined
  /** Name of the table that receives the rows, taken literally. It must have the columns that `scoringQuery` describes. */
  readonly into: string
  /** Database of that table; that of the client by default. */
  readonly intoDatabase?: string | undefined
  /** Whether the table is made first, at each shard, as a MergeTree of the columns that `scoringQuery` describes; `false` by default. It must not exist. */
  readonly create?: boolean | undefined
  /** Called about twice a second while rows are written, if the user may read `system.processes`, and when a shard has written all of its rows. */
  readonly onProgress?: ((progress: ScoringProgress) => void) | undefined
}

/** How far `writeScores` has come. */
export interface ScoringProgress {
  /** Number of rows that were read, over all shards. */
  readonly rowsRead: number
  /** Number of rows in all. */
  readonly rows: number
}

/** What `writeScores` wrote. */
export interface WrittenScores {
  /** Number of rows that have no scores, because a cell is missing or infinite. */
  readonly omitted: number
}

/** A diagonal whitening needs no rest of the matrix. */
const scatterOf = ({ covarianceType }: MixtureParameters): ScatterKind => (covarianceType === 'diag' || covarianceType === 'spherical' ? 'diagonal' : 'full')

const mixture: Reader<GaussianMixture | MixtureParameters> = (name, value) => {
  if (value instanceof GaussianMixture) return value
  if (isRecord(value) && 'covarianceType' in value) return new GaussianMixture(value as unknown as MixtureParameters)
  throw new ShapeError(name, 'a Gaussian mixture', describeValue(value), 'Pass the model of a fit.')
}

const scoringReaders: OptionReaders<ScoringOptions> = {
  ...withoutReaders(tableReaders, 'client', 'retries', 'signal'),
  model: mixture,
  keep: optional(list(columnText, "keep: ['id']")),
  scores: optional(list(choice(rowScores), "scores: ['component']")),
  responsibilities: optional(flag),
  mode: optional(choice(['sql', 'kernel'])),
}

const writeReaders: OptionReaders<WriteScoresOptions> = {
  ...scoringReaders,
  mode: optional(choice(computingModes)),
  client: tableReaders.client,
  signal: tableReaders.signal,
  into: text('scores'),
  intoDatabase: optional(text('default')),
  create: optional(flag),
  onProgress: optional(callback()),
}

/**
 * A SELECT that gives each row its component (`component`, 0-based), the logarithm of its density (`log_density`, nats) and, if wanted, its
 * anomaly score (`anomaly_score`) and responsibilities (`responsibility_0`, …), after the columns to keep. Use it as it is, in `CREATE VIEW`, or as the rows of an export.
 * Rows with a missing or infinite cell are left out.
 *
 * @throws {InvalidOptionError} {ShapeError} for options out of range, or a mixture that does not fit the columns.
 */
export function scoringQuery(options: ScoringOptions): string {
  const read = readOptions('scoringQuery', options, scoringReaders)
  requireOneOrigin(read)
  const { columns, keep = [] } = read
  const model = read.model as GaussianMixture
  if (model.columns !== columns.length) {
    throw new ShapeError('model', `a mixture in ${columns.length} columns, as named`, `one in ${model.columns}`, 'Name the columns of the mixture, in its order.')
  }
  const names = scoreNames(model, read)
  if (names.length === keep.length) throw new InvalidOptionError('scores', 'one score at least, unless there are responsibilities', read.scores, "Pass for example scores: ['component'].")
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw new InvalidOptionError('keep', 'names that differ from each other and from those of the scores', repeated, 'Give the column another name in a query.')
  const kept = keep.map((_, index) => columnName.kept(index))
  const rows = rowsStatement({ ...read, complete: columns }, keep.map((name, index) => [kept[index], quoteName(name)]))
  const components = Array.from({ length: model.components }, (_, k) => k)
  const results = read.mode === 'kernel' ? kernelResults(components) : sqlResults(components)
  const wanted = names.slice(keep.length)
  const chosen = wanted.map(name => [`${ownPrefix}${name}`, results.find(([result]) => result === name)![1]] as const)
  const scored =
    read.mode === 'kernel'
      ? nestedSelect(kernelScores(rows, model, kept), [{ keep: kept, add: chosen }])
      : nestedSelect(rows.sql, [...mixtureLevels(model, { scatter: scatterOf(model), keep: kept, withDifferences: false }), { keep: kept, add: chosen }])
  const values = [...kept, ...chosen.map(([name]) => name)]
  return `SELECT ${values.map((value, index) => `${value} AS ${quoteName(names[index])}`).join(', ')} FROM (${scored})`
}

/** Names of the columns of scores, and their expressions over what a server has computed. */
type ScoreColumns = readonly (readonly [name: string, expression: string])[]

function sqlResults(components: readonly number[]): ScoreColumns {
  const shares = components.map(columnName.responsibility)
  return [
    ['component', `toUInt32(indexOf([${shares.join(', ')}], ${largestOf(shares)}) - 1)`],
    ['log_density', 'logDensity'],
    ['anomaly_score', '-logDensity'],
    ...components.map(k => [`${responsibilityPrefix}${k}`, shares[k]] as const),
  ]
}

function kernelResults(components: readonly number[]): ScoreColumns {
  return [
    ['component', kernelScore.component],
    ['log_density', kernelScore.logDensity],
    ['anomaly_score', `-${kernelScore.logDensity}`],
    ...components.map(k => [`${responsibilityPrefix}${k}`, kernelScore.responsibility(k)] as const),
  ]
}

/**
 * Writes scores into a table: `INSERT INTO … SELECT` at each shard, so that no row travels. The columns are those of `scoringQuery`, by
 * their names. If it fails, some rows may have been written, at any shard: empty the table before you write again. A table that it has made
 * itself is dropped again, wherever the server still answers.
 *
 * @throws {InvalidOptionError} {ShapeError} as `scoringQuery`. @throws {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function writeScores(options: WriteScoresOptions): Promise<WrittenScores> {
  const { client, signal, into, intoDatabase, create = false, mode: asked = 'sql', onProgress, ...scoring } = readOptions('writeScores', options, writeReaders)
  const shards = shardsOf(client)
  const { components, columns } = scoring.model as GaussianMixture
  // The query checks the options, before anything is installed.
  scoringQuery(scoring)
  const modeOf = await choosePassMode(shards, asked, signal)
  const { mode } = modeOf({ components, columns, scatter: scatterOf(scoring.model as GaussianMixture) })
  const query = scoringQuery({ ...scoring, mode })
  const names = scoreNames(scoring.model as GaussianMixture, scoring)
  const target = targetOf(into, intoDatabase)
  const sql = `INSERT INTO ${target} (${names.map(quoteName).join(', ')}) ${query}`
  const settings = { ...passSettings({ sql, numbersPerRow: scoringNumbers(scoring.model as GaussianMixture, mode) }, scoring.query), ...(mode === 'kernel' && kernelSettings) }
  const made: Shard[] = []
  try {
    if (create) {
      await onEveryShard(shards, signal, async (shard, either) => {
        await createTable(shard, { ...scoring, target, names, signal: either })
        made.push(shard)
      })
    }
    const follow = onProgress && (await followShards(shards, scoring, { onProgress, signal }))
    await onEveryShard(shards, signal, (shard, either) => followedCommand(shard, { sql, settings, signal: either }, follow?.(shard)))
  } catch (error) {
    // A table with a part of the rows is of no use. Where a server is away, it stays.
    await Promise.allSettled(made.map(shard => commandShard(shard, { sql: `DROP TABLE IF EXISTS ${target}` })))
    throw error
  }
  const counts = `SELECT count(), countIf(ifNull(${rowCondition({ complete: scoring.columns })}, 0)) FROM ${origin(scoring)}`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, counts, either))
  return { omitted: total(parts.map(([all, scored]) => all - scored)) }
}

/** Counts the rows, and adds up what the shards say that they have read. A shard that has ended has read all of its rows. */
async function followShards(
  shards: readonly Shard[],
  scoring: Pick<ScoringOptions, 'table' | 'database' | 'query'>,
  { onProgress, signal }: { readonly onProgress: (progress: ScoringProgress) => void; readonly signal: AbortSignal | undefined },
): Promise<(shard: Shard) => (rowsRead: number) => void> {
  const counts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, `SELECT count() FROM ${origin(scoring)}`, either))
  const rows = total(counts.map(([count]) => count))
  const read = counts.map(() => 0)
  return ({ index }) => rowsRead => {
    read[index] = Math.max(read[index], Math.min(rowsRead, counts[index][0]))
    onProgress({ rowsRead: total(read), rows })
  }
}

/** Options of `createScoresView`. */
export interface ScoresViewOptions extends Omit<ScoringOptions, 'mode'>, Pick<TableOptions, 'client' | 'signal'> {
  /** Name of the view, taken literally. Nothing of this name may exist. */
  readonly into: string
  /** Database of the view; that of the client by default. */
  readonly intoDatabase?: string | undefined
}

const viewReaders: OptionReaders<ScoresViewOptions> = withoutReaders(writeReaders, 'mode', 'create', 'onProgress')

/**
 * Makes a view of scores at each shard: `CREATE VIEW … AS` the SELECT of `scoringQuery`, in SQL. It takes no space, and rows that come
 * later have scores too; each query of the view computes them anew. Errors as those of `writeScores`.
 */
export async function createScoresView(options: ScoresViewOptions): Promise<void> {
  const { client, signal, into, intoDatabase, ...scoring } = readOptions('createScoresView', options, viewReaders)
  const query = scoringQuery(scoring)
  await onEveryShard(shardsOf(client), signal, (shard, either) => commandShard(shard, { sql: `CREATE VIEW ${targetOf(into, intoDatabase)} AS ${query}`, signal: either }))
}

/** Options of `countComponents`. */
export interface CountComponentsOptions extends Pick<ScoringOptions, 'table' | 'database' | 'query' | 'columns' | 'model'>, Pick<TableOptions, 'client' | 'retries' | 'signal'> {
  /** How the servers compute, as that of `clickhouseSource`; `sql` by default. */
  readonly mode?: ComputingMode | undefined
}

const countReaders: OptionReaders<CountComponentsOptions> = {
  ...withoutReaders(scoringReaders, 'keep', 'scores', 'responsibilities'),
  client: tableReaders.client,
  retries: tableReaders.retries,
  signal: tableReaders.signal,
  mode: optional(choice(computingModes)),
}

/**
 * Number of rows of each component, over all shards, in one statement at each. Rows with a missing or infinite cell are left out.
 *
 * @returns [K]
 * @throws {InvalidOptionError} {ShapeError} as `scoringQuery`. @throws {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function countComponents(options: CountComponentsOptions): Promise<readonly number[]> {
  const { client, retries, signal, mode: asked = 'sql', ...scoring } = readOptions('countComponents', options, countReaders)
  const shards = shardsOf(client, retries)
  const model = scoring.model as GaussianMixture
  scoringQuery(scoring)
  const { mode } = (await choosePassMode(shards, asked, signal))({ components: model.components, columns: model.columns, scatter: scatterOf(model) })
  const sql = `SELECT component, count() FROM (${scoringQuery({ ...scoring, scores: ['component'], mode })}) GROUP BY component`
  const settings = { ...passSettings({ sql, numbersPerRow: scoringNumbers(model, mode) }, scoring.query), ...(mode === 'kernel' && kernelSettings) }
  const counts = new Array<number>(model.components).fill(0)
  const parts = await onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, settings, signal: either }))
  for (const [component, rows] of parts.flat()) counts[Number(component)] += Number(rows)
  return counts
}

/** Numbers that a server computes for each row to score it. */
const scoringNumbers = ({ components, columns }: GaussianMixture, mode: 'sql' | 'kernel'): number =>
  mode === 'kernel' ? 3 * columns + 4 * components : 2 * components * columns + 4 * components

/** An empty table for scores, whose kept columns have the types that they have where they come from. */
async function createTable(shard: Shard, { target, names, signal, ...scoring }: Omit<WriteScoresOptions, 'client' | 'into'> & { readonly target: string; readonly names: readonly string[] }): Promise<void> {
  const types = await readTypes(shard, { ...scoring, signal })
  const typeOf = (name: string): string => {
    if (scoring.keep?.includes(name)) {
      const type = types.get(name)
      if (type === undefined) throw new UnknownTableColumnError(name, [...types.keys()])
      return type
    }
    return name === 'component' ? 'UInt32' : 'Float64'
  }
  const definitions = names.map(name => `${quoteName(name)} ${typeOf(name)}`)
  await commandShard(shard, { sql: `CREATE TABLE ${target} (${definitions.join(', ')}) ENGINE = MergeTree ORDER BY tuple()`, signal })
}

const responsibilityPrefix = 'responsibility_'

const targetOf = (name: string, database: string | undefined): string => `${database === undefined ? '' : `${quoteName(database)}.`}${quoteName(name)}`

function scoreNames(model: GaussianMixture, { keep = [], scores = usualScores, responsibilities = false }: Pick<ScoringOptions, 'keep' | 'scores' | 'responsibilities'>): readonly string[] {
  return [...keep, ...scores, ...(responsibilities ? Array.from({ length: model.components }, (_, k) => `${responsibilityPrefix}${k}`) : [])]
}
