export { openDataset } from './openDataset.js'
export { openSampleDataset, sampleNames, type SampleName } from './openSampleDataset.js'
export { readIdx, type IdxArray, type IdxData } from './idx/readIdx.js'
export { numericColumnNames } from './columns/featureColumns.js'
export type {
  Cell,
  ColumnRole,
  ColumnType,
  ColumnTypes,
  Dataset,
  DatasetColumn,
  DatasetFormat,
  FeatureRequest,
  Features,
  OpenOptions,
  ResultColumn,
  WriteRequest,
} from './dataset.js'

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
  UnsupportedFormatError,
} from './errors/fileErrors.js'
export {
  MalformedCsvError,
  MalformedJsonError,
  NotUtf8Error,
  RaggedRowError,
  type CsvFault,
  type Utf16,
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
  ColumnConversionError,
  ColumnNotNumericError,
  ConstantColumnError,
  MissingValuesError,
  NoColumnsChosenError,
  NoCompleteRowsError,
  NoNumericColumnsError,
  UnknownColumnError,
  type IncompleteColumn,
} from './errors/columnErrors.js'
export {
  ColumnNameTakenError,
  DatasetClosedError,
  DuckDbUnavailableError,
  NotWritableError,
  ResultLengthError,
  ResultRowError,
} from './errors/resultErrors.js'
