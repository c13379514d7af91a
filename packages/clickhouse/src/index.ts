export { clickhouseSource, type ClickHouseSource } from './clickhouseSource.js'
export type { ClickHouseSourceOptions, TableOptions } from './options.js'
export type { ClickHouseConnection } from './connection.js'
export type { TableColumnFacts } from './columnFacts.js'
export { scoringQuery, writeScores, type ScoringOptions, type WriteScoresOptions } from './scores.js'
export {
  ClickHouseStatementError,
  ClickHouseUnreachableError,
  NoTableRowsError,
  TableCellsError,
  TableChangedError,
  TableColumnTypeError,
  TableWeightsError,
  UnknownTableColumnError,
} from './errors.js'
