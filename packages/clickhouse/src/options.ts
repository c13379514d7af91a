import { InvalidOptionError } from '@mixtura/numerics'
import { callback, choice, count, describeValue, isArrayLike, list, optional, readOptions, signal, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import type { ClickHouseConnection } from './connection.js'
import type { PassMode } from './kernel/passMode.js'
import { ownPrefix } from './sql/mixtureLevels.js'

/** Where rows are: a table or a query, at one server or at several. */
export interface TableOptions {
  /**
   * A client of `@clickhouse/client`, or one for each shard. Each is asked for its own part of the rows, all at the same time; the parts
   * are added here. A client of one server that holds a Distributed table works too, but then every row travels to that server.
   */
  readonly client: ClickHouseConnection | readonly ClickHouseConnection[]
  /** Name of the table, taken literally. Give either `table` or `query`. */
  readonly table?: string | undefined
  /** Database of the table; that of the client by default. */
  readonly database?: string | undefined
  /** A SELECT instead of a table, for example to convert or join columns. It runs in every pass. */
  readonly query?: string | undefined
  /** Names of the columns of the mixture, in its order, taken literally. */
  readonly columns: readonly string[]
  /** Attempts after the first, where a server does not answer; 8 by default, which are about 20 s. */
  readonly retries?: number | undefined
  /** Aborts the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

/** Options of `clickhouseSource`. */
export interface ClickHouseSourceOptions extends TableOptions {
  /** Column with the weight of each row. Rows of weight 0 are left out. */
  readonly sampleWeights?: string | undefined
  /**
   * `error` by default: cells that are NULL, NaN or infinite are refused. `omit-rows`: their rows are left out. `marginalize`: missing cells
   * are integrated out exactly; a pass then reads the table once for each combination of columns in which cells are missing.
   */
  readonly missing?: 'error' | 'omit-rows' | 'marginalize' | undefined
  /**
   * Columns that tell rows apart, such as an id. Rows are drawn by a hash of them under the seed. By default it is a hash of the columns of the
   * mixture, under which equal rows are drawn all or none: give a key if many rows are equal.
   */
  readonly key?: readonly string[] | undefined
  /**
   * How a pass is computed. `sql` by default: as a SELECT of sums, which any server runs and which writes nothing. `kernel`: by the kernels of
   * core as functions in WebAssembly, which are installed at each server first (see `installKernels`). `auto`: by the kernels where they
   * can be installed at every server and are faster, otherwise as `sql`; `passMode` of the source says which, and why.
   */
  readonly mode?: ComputingMode | undefined
  /**
   * `none` by default. `standardize`: each column gets mean 0 and variance 1 (divisor n - 1) over the rows in use, without weights; the source
   * says how in `scaling`. Statistics and drawn rows are then of scaled cells.
   */
  readonly scaling?: 'none' | 'standardize' | undefined
  /** Called when a pass is computed in another way than the one before, and before the first pass. */
  readonly onPassMode?: ((mode: PassMode) => void) | undefined
}

/** How servers compute. */
export type ComputingMode = 'sql' | 'kernel' | 'auto'

export const computingModes: readonly ComputingMode[] = ['sql', 'kernel', 'auto']

const connection: Reader<ClickHouseConnection> = (name, value) => {
  const { query, command } = (value ?? {}) as { query?: unknown; command?: unknown }
  if (typeof query === 'function' && typeof command === 'function') return value as ClickHouseConnection
  throw new InvalidOptionError(name, 'a client of @clickhouse/client', value, `Pass for example ${name}: createClient({ url }).`)
}

const connections: Reader<readonly ClickHouseConnection[]> = (name, value) => {
  if (!isArrayLike(value)) return [connection(name, value)]
  if (value.length === 0) throw new InvalidOptionError(name, 'at least one client', describeValue(value), 'Pass one client for each shard.')
  return Array.from(value, (each, index) => connection(`${name}[${index}]`, each))
}

/** The name of a column, which no name of this package's own can hide. */
export const columnText: Reader<string> = (name, value) => {
  const read = text('width')(name, value)
  if (!read.startsWith(ownPrefix)) return read
  throw new InvalidOptionError(name, `a name that does not begin with ${ownPrefix}`, value, 'Give the column another name in a query.')
}

const names: Reader<readonly string[]> = (name, value) => {
  const read = list(columnText, `${name}: ['width', 'height']`)(name, value)
  if (read.length === 0) throw new InvalidOptionError(name, 'at least one name', value, `Pass for example ${name}: ['width', 'height'].`)
  const repeated = read.find((each, index) => read.indexOf(each) !== index)
  if (repeated !== undefined) throw new InvalidOptionError(name, 'different names', value, `Name "${repeated}" once.`)
  return read
}

export const tableReaders: OptionReaders<TableOptions> = {
  client: connections,
  table: optional(text('measurements')),
  database: optional(text('default')),
  query: optional(text('SELECT width, height FROM measurements')),
  columns: names,
  retries: optional(count(0)),
  signal: optional(signal),
}

const sourceReaders: OptionReaders<ClickHouseSourceOptions> = {
  ...tableReaders,
  sampleWeights: optional(columnText),
  missing: optional(choice(['error', 'omit-rows', 'marginalize'])),
  key: optional(names),
  mode: optional(choice(computingModes)),
  scaling: optional(choice(['none', 'standardize'])),
  onPassMode: optional(callback()),
}

export function readSourceOptions(options: ClickHouseSourceOptions): ClickHouseSourceOptions {
  const read = readOptions('clickhouseSource', options, sourceReaders)
  requireOneOrigin(read)
  return read
}

/** @throws {InvalidOptionError} unless the rows come from either a table or a query. */
export function requireOneOrigin({ table, query, database }: Pick<TableOptions, 'table' | 'query' | 'database'>): void {
  if ((table === undefined) === (query === undefined)) {
    throw new InvalidOptionError('table', 'given if query is not, and left out if it is', table, 'Pass the name of a table, or a SELECT as query.')
  }
  if (query !== undefined && database !== undefined) throw new InvalidOptionError('database', 'left out with a query', database, 'Name the database inside the query.')
}
