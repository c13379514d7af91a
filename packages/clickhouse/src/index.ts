export { clickhouseSource, type ClickHouseSource } from './clickhouseSource.js'
export { installKernels, uninstallKernels, type KernelOptions } from './kernel/kernelFunctions.js'
export type { PassCause, PassMode, PassShape } from './kernel/passMode.js'
export type { ClickHouseSourceOptions, ComputingMode, TableOptions } from './options.js'
export type { ClickHouseConnection } from './connection.js'
export type { TableColumnFacts } from './columnFacts.js'
export { describeTable, type DescribedColumn, type DescribedTable, type DescribeOptions } from './describeTable.js'
export type { NumberFacts } from './sql/numberFacts.js'
export { readTableRows, type ReadRowsOptions, type TableCell } from './readTableRows.js'
export { profileTable, type ProfileTableOptions, type TableColumnProfile } from './profileTable.js'
export type { ValueCount } from './topValues.js'
export { drawTableRows, type DrawnTableRows, type DrawTableRowsOptions } from './drawTableRows.js'
export { parseTableAddress, tableAddressText, TableAddressError, type TableAddress } from './tableAddress.js'
export { connectTable, type TableConnection, type TableLogin } from './connectTable.js'
export type { TableScaling } from './tableScaling.js'
export {
  countComponents,
  createScoresView,
  scoringQuery,
  writeScores,
  type CountComponentsOptions,
  type RowScore,
  type ScoresViewOptions,
  type ScoringProgress,
  type ScoringOptions,
  type WriteScoresOptions,
  type WrittenScores,
} from './scores.js'
export {
  ClickHouseStatementError,
  ClickHouseUnreachableError,
  ConstantTableColumnError,
  NoTableRowsError,
  TableCellsError,
  TableChangedError,
  TableColumnTypeError,
  TablePatternsError,
  TableWeightsError,
  UnknownTableColumnError,
} from './errors.js'
