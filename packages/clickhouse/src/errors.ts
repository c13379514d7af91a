import { MixturaError } from '@mixtura/numerics'

const shardName = (shard: number, shards: number): string => (shards === 1 ? 'the server' : `shard ${shard + 1} of ${shards}`)

/** Thrown if a server refuses a statement. */
export class ClickHouseStatementError extends MixturaError {
  override readonly name = 'ClickHouseStatementError'
  readonly code = 'clickhouse-statement'
  /**
   * @param shard 0-based, in the order of the clients.
   * @param reason the message of the server.
   * @param serverCode the number of the error in ClickHouse's list, such as 57 for a table that exists.
   */
  constructor(readonly shard: number, readonly shards: number, readonly queryId: string, readonly reason: string, readonly serverCode: number) {
    super(
      `${shardName(shard, shards)} refused query ${queryId}: ${reason}. ` +
        'Check the table, the columns and the rights of the user; system.query_log has the statement.',
    )
  }
}

export interface UnansweredQuery {
  /** 0-based, in the order of the clients. */
  readonly shard: number
  readonly shards: number
  readonly queryId: string
  readonly attempts: number
  /** The message of the last attempt. */
  readonly reason: string
  /** Whether the statement was for reading: asking again changes nothing. */
  readonly isReading: boolean
}

/** Thrown if a server does not answer, after all attempts. */
export class ClickHouseUnreachableError extends MixturaError {
  override readonly name = 'ClickHouseUnreachableError'
  readonly code = 'clickhouse-unreachable'
  readonly shard: number
  readonly queryId: string
  /** The message of the last attempt. */
  readonly reason: string
  constructor({ shard, shards, queryId, attempts, reason, isReading }: UnansweredQuery) {
    super(
      `${shardName(shard, shards)} did not answer query ${queryId} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reason}. ` +
        (isReading
          ? 'Start the server again and resume the fit from its checkpoint, or pass more retries.'
          : 'Rows may have been written, here and at other shards: empty the table before you write again.'),
    )
    this.shard = shard
    this.queryId = queryId
    this.reason = reason
  }
}

/** Thrown if a column that is asked for is not in the table. */
export class UnknownTableColumnError extends MixturaError {
  override readonly name = 'UnknownTableColumnError'
  readonly code = 'unknown-table-column'
  constructor(readonly column: string, readonly columns: readonly string[]) {
    super(`The table has no column "${column}". Its columns are ${columns.map(name => `"${name}"`).join(', ')}.`)
  }
}

/** Thrown if a column does not hold numbers. */
export class TableColumnTypeError extends MixturaError {
  override readonly name = 'TableColumnTypeError'
  readonly code = 'table-column-type'
  /** @param type the type in ClickHouse's words. */
  constructor(readonly column: string, readonly type: string) {
    super(`Column "${column}" is of type ${type}, not of numbers. Leave it out, or convert it in a query: pass query instead of table.`)
  }
}

/** Thrown if cells are missing or not finite, unless their rows are to be left out. */
export class TableCellsError extends MixturaError {
  override readonly name = 'TableCellsError'
  readonly code = 'table-cells'
  constructor(readonly column: string, readonly missing: number, readonly infinite: number) {
    super(
      `Column "${column}" has ${missing} missing cells (NULL or NaN) and ${infinite} infinite ones. ` +
        `Pass missing: 'omit-rows' to leave their rows out, or 'marginalize' to integrate missing ones out, or fill them in a query.`,
    )
  }
}

/** Thrown if the missing cells of rows have more patterns than one pass can take apart. */
export class TablePatternsError extends MixturaError {
  override readonly name = 'TablePatternsError'
  readonly code = 'table-patterns'
  constructor(readonly largest: number) {
    super(
      `Cells are missing in more than ${largest} different combinations of columns, and a pass reads the table once for each. ` +
        `Leave out the columns that miss the most, or pass missing: 'omit-rows'.`,
    )
  }
}

/** Thrown if weights are negative. */
export class TableWeightsError extends MixturaError {
  override readonly name = 'TableWeightsError'
  readonly code = 'table-weights'
  constructor(readonly column: string, readonly minimum: number) {
    super(`The weights in column "${column}" go down to ${minimum}, but a weight is at least 0. Correct them, or name another column.`)
  }
}

/** Thrown if no row can be used. */
export class NoTableRowsError extends MixturaError {
  override readonly name = 'NoTableRowsError'
  readonly code = 'no-table-rows'
  constructor(readonly omitted: number) {
    super(`No row can be used: ${omitted === 0 ? 'the table is empty' : `all ${omitted} have a missing cell or weight 0`}. Choose another table or other columns.`)
  }
}

/** Thrown if the rows of a table change while it is in use. */
export class TableChangedError extends MixturaError {
  override readonly name = 'TableChangedError'
  readonly code = 'table-changed'
  /** @param observed the columns in which the counted rows have cells, if these are not all rows. */
  constructor(readonly expected: number, readonly actual: number, readonly observed?: readonly string[]) {
    super(`The table had ${expected} usable rows${observed ? ` with cells in no other columns than ${observed.map(name => `"${name}"`).join(', ')}` : ''} when the source was made, and has ${actual} now. Fit a copy of it, or make the source again.`)
  }
}

/** Thrown if a column is to be standardised that has one value. */
export class ConstantTableColumnError extends MixturaError {
  override readonly name = 'ConstantTableColumnError'
  readonly code = 'constant-table-column'
  constructor(readonly column: string, readonly value: number) {
    super(`Column "${column}" has the one value ${value}, or varies by rounding error alone, so it cannot be standardised. Leave it out.`)
  }
}
