export { openDataset } from './openDataset.js'
export { openSampleDataset, sampleNames, type SampleName } from './openSampleDataset.js'
export { fileExtensions } from './files/detectFormat.js'
export { assertUnchanged, stampFile, type FileStamp } from './files/fileStamp.js'
export { writeColumns } from './writeColumns.js'
export { readIdx, type IdxArray, type IdxData } from './idx/readIdx.js'
export { numericColumnNames } from './columns/featureColumns.js'
export type {
  BlockRequest,
  Cell,
  ColumnRole,
  ColumnType,
  ColumnTypes,
  Dataset,
  DatasetColumn,
  DatasetFormat,
  DatasetSource,
  FeatureRequest,
  Features,
  FileTables,
  OpenOptions,
  ResultColumn,
  RowPage,
  SampleBlock,
  SourceRequest,
  WriteRequest,
  WrittenFormat,
} from './dataset.js'
export { writtenFormats } from './dataset.js'
export {
  dateParts,
  featureRoles,
  type DatePart,
  type FeatureColumn,
  type FeatureLevel,
  type FeatureRole,
  type LevelRequest,
  type ProposalReason,
  type RoleProposal,
  type RoleRequest,
  type RoleRequests,
} from './featureRoles.js'
export type {
  ComponentsStep,
  ImputeStep,
  LogStep,
  OneHotStep,
  PreparationStep,
  ScaleStep,
} from './preparation.js'
export type { ColumnHistogram, ColumnOutliers, ColumnProfile, ProfileRequest } from './rows/columnProfile.js'
export type { RowCondition, RowFilter, RowQuery } from './rows/rowQuery.js'
export type {
  Choice,
  ColumnDialect,
  ColumnNote,
  ColumnOptions,
  DecimalSign,
  Delimiter,
  FileDialect,
  JsonOrientation,
  NoteCode,
  Escape,
  Quote,
  Remark,
  ThousandsSign,
} from './dialect.js'

export { MixturaError } from '@mixtura/core'
export { DatasetError } from './errors/datasetError.js'
export {
  DamagedGzipError,
  EmptyFileError,
  FileChangedError,
  FileNotFoundError,
  FileNotReadableError,
  NoRowsError,
  NotAFileError,
  UnknownSampleError,
  UnknownTableError,
  UnsupportedFormatError,
} from './errors/fileErrors.js'
export {
  MalformedCsvError,
  MalformedJsonError,
  OpenOptionError,
  RaggedRowError,
  type CsvFault,
  UndecodableTextError,
  type TextFault,
} from './errors/textErrors.js'
export {
  IdxLengthError,
  IdxMagicError,
  LabelCountMismatchError,
  LabelShapeError,
  MalformedParquetError,
  type ParquetFault,
} from './errors/binaryErrors.js'
export {
  AmbiguousNumbersError,
  ColumnConversionError,
  ColumnNotNumericError,
  ColumnSpreadError,
  ConstantColumnError,
  MissingValuesError,
  NoColumnsChosenError,
  NoCompleteRowsError,
  NoNumericColumnsError,
  SampleWeightsError,
  UnknownColumnError,
  type IncompleteColumn,
} from './errors/columnErrors.js'
export { FeatureRoleError, LevelOrderError, TooManyLevelsError, UnknownLevelError } from './errors/roleErrors.js'
export { LogarithmError, PreparationError } from './errors/preparationErrors.js'
export {
  MalformedArrowError,
  MalformedSqliteError,
  SpreadsheetError,
  type ArrowFault,
  type SpreadsheetFault,
  type SqliteFault,
} from './errors/tableFileErrors.js'
export { NoRowsSelectedError, RowConditionError, UnclearDatesError } from './errors/rowErrors.js'
export {
  ColumnNameTakenError,
  DatasetClosedError,
  DuckDbUnavailableError,
  NotWritableError,
  ResultLengthError,
  ResultRowError,
} from './errors/resultErrors.js'
