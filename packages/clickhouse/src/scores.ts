import { GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { describeValue, flag, isRecord, list, optional, readOptions, text, withoutReaders, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { columnText, requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { shardsOf } from './clickhouseSource.js'
import { commandShard, onEveryShard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { columnName, largestOf, mixtureLevels, ownPrefix } from './sql/mixtureLevels.js'
import { nestedSelect } from './sql/nestedSelect.js'
import { passSettings } from './sql/passSettings.js'
import { rowsStatement } from './sql/tableRows.js'

/** Options of `scoringQuery`. */
export interface ScoringOptions extends Pick<TableOptions, 'table' | 'database' | 'query' | 'columns'> {
  /** The mixture, in the order of `columns`. */
  readonly model: GaussianMixture | MixtureParameters
  /** Columns of the rows to hand on, such as an id; none by default. */
  readonly keep?: readonly string[] | undefined
  /** Whether the responsibility of each component is a column too; `false` by default. */
  readonly responsibilities?: boolean | undefined
}

/** Options of `writeScores`. */
export interface WriteScoresOptions extends ScoringOptions, Pick<TableOptions, 'client' | 'signal'> {
  /** Name of the table that receives the rows, taken literally. It must have the columns that `scoringQuery` describes. */
  readonly into: string
  /** Database of that table; that of the client by default. */
  readonly intoDatabase?: string | undefined
}

const mixture: Reader<GaussianMixture | MixtureParameters> = (name, value) => {
  if (value instanceof GaussianMixture) return value
  if (isRecord(value) && 'covarianceType' in value) return new GaussianMixture(value as unknown as MixtureParameters)
  throw new ShapeError(name, 'a Gaussian mixture', describeValue(value), 'Pass the model of a fit.')
}

const scoringReaders: OptionReaders<ScoringOptions> = {
  ...withoutReaders(tableReaders, 'client', 'retries', 'signal'),
  model: mixture,
  keep: optional(list(columnText, "keep: ['id']")),
  responsibilities: optional(flag),
}

const writeReaders: OptionReaders<WriteScoresOptions> = {
  ...scoringReaders,
  client: tableReaders.client,
  signal: tableReaders.signal,
  into: text('scores'),
  intoDatabase: optional(text('default')),
}

/**
 * A SELECT that gives each row its component (`component`, 0-based), the logarithm of its density (`log_density`, nats) and, if wanted, its
 * responsibilities (`responsibility_0`, …), after the columns to keep. Use it as it is, in `CREATE VIEW`, or as the rows of an export.
 * Rows with a missing or infinite cell are left out.
 *
 * @throws {InvalidOptionError} {ShapeError} for options out of range, or a mixture that does not fit the columns.
 */
export function scoringQuery(options: ScoringOptions): string {
  const read = readOptions('scoringQuery', options, scoringReaders)
  requireOneOrigin(read)
  const { columns, keep = [], responsibilities = false } = read
  const model = read.model as GaussianMixture
  if (model.columns !== columns.length) {
    throw new ShapeError('model', `a mixture in ${columns.length} columns, as named`, `one in ${model.columns}`, 'Name the columns of the mixture, in its order.')
  }
  const names = scoreNames(model, { keep, responsibilities })
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw new InvalidOptionError('keep', 'names that differ from each other and from those of the scores', repeated, 'Give the column another name in a query.')
  const kept = keep.map((_, index) => columnName.kept(index))
  const rows = rowsStatement({ ...read, complete: columns }, keep.map((name, index) => [kept[index], quoteName(name)]))
  const shares = Array.from({ length: model.components }, (_, k) => columnName.responsibility(k))
  const results = [
    [`${ownPrefix}component`, `toUInt32(indexOf([${shares.join(', ')}], ${largestOf(shares)}) - 1)`],
    [`${ownPrefix}logDensity`, 'logDensity'],
    ...(responsibilities ? shares.map(share => [`${ownPrefix}${share}`, share] as const) : []),
  ] as const
  const scatter = model.covarianceType === 'diag' || model.covarianceType === 'spherical' ? 'diagonal' : 'full'
  const scored = nestedSelect(rows.sql, [...mixtureLevels(model, { scatter, keep: kept, withDifferences: false }), { keep: kept, add: results }])
  const values = [...kept, ...results.map(([name]) => name)]
  return `SELECT ${values.map((value, index) => `${value} AS ${quoteName(names[index])}`).join(', ')} FROM (${scored})`
}

/**
 * Writes scores into a table: `INSERT INTO … SELECT` at each shard, so that no row travels. The columns are those of `scoringQuery`, by
 * their names. If it fails, some rows may have been written, at any shard: empty the table before you write again.
 *
 * @throws {InvalidOptionError} {ShapeError} as `scoringQuery`. @throws {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function writeScores(options: WriteScoresOptions): Promise<void> {
  const { client, signal, into, intoDatabase, ...scoring } = readOptions('writeScores', options, writeReaders)
  const query = scoringQuery(scoring)
  const names = scoreNames(scoring.model as GaussianMixture, { keep: scoring.keep ?? [], responsibilities: scoring.responsibilities ?? false })
  const target = `${intoDatabase === undefined ? '' : `${quoteName(intoDatabase)}.`}${quoteName(into)}`
  const sql = `INSERT INTO ${target} (${names.map(quoteName).join(', ')}) ${query}`
  const { components, columns } = scoring.model as GaussianMixture
  const settings = passSettings({ sql, numbersPerRow: 2 * components * columns + 4 * components })
  await onEveryShard(shardsOf(client), signal, (shard, either) => commandShard(shard, { sql, settings, signal: either }))
}

function scoreNames(model: GaussianMixture, { keep, responsibilities }: { readonly keep: readonly string[]; readonly responsibilities: boolean }): readonly string[] {
  return [...keep, 'component', 'log_density', ...(responsibilities ? Array.from({ length: model.components }, (_, k) => `responsibility_${k}`) : [])]
}
