/** Numerics for every package of Mixtura. The functions do not check their arguments, except where a docstring says what they throw. */
export { readCheckpointFile, writeCheckpointFile, type CheckpointFile, type FileArray, type JsonRecord, type JsonValue } from './encoding/checkpointFile.js'
export { CheckpointMismatchError } from './encoding/checkpointMismatchError.js'
export { crc32 } from './encoding/crc32.js'
export { sortedJson } from './encoding/sortedJson.js'
export { readPlainRecord, writePlainRecord, type PlainValue } from './encoding/plainRecord.js'
export {
  madeOfFields,
  savedArray,
  savedChoice,
  savedCount,
  savedFields,
  savedFlag,
  savedList,
  savedNumber,
  savedPositive,
  savedText,
} from './encoding/savedFields.js'
export { InvalidCheckpointError, wrongField, type CheckpointPart } from './encoding/invalidCheckpointError.js'
export { ColumnRangeError, DegenerateCovarianceError, InvalidOptionError, MixturaError, NonFiniteValuesError, ShapeError } from './errors.js'
export { choleskyInPlace, invertLowerTriangular, type FailedPivot } from './linalg/cholesky.js'
export { clearUpperTriangles } from './linalg/clearUpperTriangles.js'
export { conditionalCoefficients, type ConditionalCoefficients } from './linalg/conditionalCoefficients.js'
export { correlationFactor, type CorrelationFactor } from './linalg/correlationFactor.js'
export { dot } from './linalg/dot.js'
export { factorCovariance } from './linalg/factorCovariance.js'
export { inverseFromFactor, inverseOfLower } from './linalg/inverseFromFactor.js'
export { leadingEigen, type LeadingEigen } from './linalg/leadingEigen.js'
export { logSumExp } from './linalg/logSumExp.js'
export { identity, rotateColumns, rotateSymmetric, symmetricEigen, type PlaneRotation, type SymmetricEigen } from './linalg/symmetricEigen.js'
export { leadingSubspace } from './linalg/leadingSubspace.js'
export { solveLowerInPlace } from './linalg/triangularSolve.js'
export { columnMeans, columnVariances } from './matrix/columnMoments.js'
export { copyRows } from './matrix/copyRows.js'
export { diagonalMatrix, diagonalOf, diagonalStep, entryOf } from './matrix/diagonalMatrix.js'
export { finiteMatrix, matrix, requireFinite, toMatrix, type Matrix, type SampleCell, type Samples } from './matrix/matrix.js'
export { requireSpread } from './matrix/requireRange.js'
export { histogramBins, type HistogramBins } from './profiles/histogramBins.js'
export { tukeyFences, type TukeyFences } from './profiles/tukeyFences.js'
export { drawRowNumbers } from './random/drawRowNumbers.js'
export { shuffledRows, someShuffledRows } from './random/shuffledRows.js'
export { forkSeed } from './random/forkSeed.js'
export { createRandom, type Random } from './random/random.js'
export { readAhead } from './scheduling/readAhead.js'
export { createYielder, yieldToEventLoop, type YieldIfDue } from './scheduling/yieldToEventLoop.js'
export { betaProbability, betaQuantile } from './special/betaFunctions.js'
export { digamma, logBeta, logMultivariateGamma, multivariateDigamma } from './special/gammaFunctions.js'
export { logGamma, stirlingRemainder } from './special/logGamma.js'
