export { clickhouseSource, type ClickHouseSource } from './clickhouseSource.js'
export { installKernels, uninstallKernels, type KernelOptions } from './kernel/kernelFunctions.js'
export type { PassMode, PassShape } from './kernel/passMode.js'
export type { ClickHouseSourceOptions, ComputingMode, TableOptions } from './options.js'
export type { ClickHouseConnection } from './connection.js'
export type { TableColumnFacts } from './columnFacts.js'
export { describeTable, type DescribedColumn, type DescribedTable, type DescribeOptions } from './describeTable.js'
export type { NumberFacts } from './sql/numberFacts.js'
export { scoringQuery, writeScores, type ScoringOptions, type WriteScoresOptions } from './scores.js'
export {
  ClickHouseStatementError,
  ClickHouseUnreachableError,
  NoTableRowsError,
  TableCellsError,
  TableChangedError,
  TableColumnTypeError,
  TablePatternsError,
  TableWeightsError,
  UnknownTableColumnError,
} from './errors.js'
