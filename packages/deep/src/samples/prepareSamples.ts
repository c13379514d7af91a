import { TooFewRowsError } from '@mixtura/core'
import { finiteMatrix, InvalidOptionError, ShapeError, type Samples } from '@mixtura/numerics'
import { isRecord, optional, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { sizeOf } from '../networks/networkDesign.js'
import { copyAsFloat32, modelReaders, pixelScale, standardScale, type FeedMatrix, type JsonRecord, type ValueScale } from '@mixtura/tensor'

/** [N, D] in any type that files are read as: a table, or one image per row. */
export type DeepSamples = FeedMatrix | Samples

/**
 * How values are scaled for a network: bytes divided by 255, columns scaled to mean 0 and variance 1 (`standardScale`),
 * unchanged, or by the given scale.
 */
export type SampleScale = 'pixels' | 'standardize' | 'none' | ValueScale

/** How a fit takes its samples. */
export interface SampleOptions {
  /** Shape of one row: [height, width, channels] for images; [columns] by default. */
  readonly shape?: readonly number[]
  /** By default 'pixels' for bytes, 'none' if all values lie in [0, 1], else 'standardize'. */
  readonly scale?: SampleScale
}

const scaleNames = ['pixels', 'standardize', 'none'] as const

const sampleScale: Reader<SampleScale> = (name, value) => {
  if (isRecord(value)) return modelReaders.valueScale(name, value)
  const known = scaleNames.find(scale => scale === value)
  if (known) return known
  throw new InvalidOptionError(name, `'pixels', 'standardize', 'none' or { offset, factor }`, value, 'Leave it out to have it chosen by the data.')
}

/** Readers of the sample options of every fit. */
export const sampleReaders: OptionReaders<SampleOptions> = { shape: optional(modelReaders.sizes), scale: optional(sampleScale) }

/** Checked samples with their scaling. */
export interface PreparedSamples {
  readonly matrix: FeedMatrix
  readonly shape: readonly number[]
  /** One offset and factor for all columns, or one of each per column. A saved model stores it. */
  readonly scale: SampleEncoding
}

/** How columns are scaled for a network: scaled = (value - offset) * factor. */
export interface SampleEncoding {
  readonly offset: number | readonly number[]
  readonly factor: number | readonly number[]
}

/**
 * Checks the samples of a fit and chooses their scaling. The options are those that `sampleReaders` read.
 *
 * @throws {ShapeError} for no rows, rows of unequal length, a shape that does not hold a row, or a scale of other columns.
 * @throws {NonFiniteValuesError} for NaN and infinities.
 * @throws {TooFewRowsError} for fewer rows than components.
 */
export function prepareSamples(
  samples: DeepSamples,
  { shape, scale, components }: SampleOptions & { readonly components: number },
): PreparedSamples {
  const matrix = feedMatrix(samples)
  requireShape(matrix, shape)
  if (matrix.rows < components) throw new TooFewRowsError(matrix.rows, components, components)
  const encoding = encodingOf(matrix, scale)
  // Refuses a scale with another number of columns before anything is created.
  encodedRows(matrix, encoding, 0, 1)
  return { matrix, shape: shape ?? [matrix.columns], scale: encoding }
}

/**
 * Checks samples for an existing model, which has its own shape and scale.
 *
 * @throws {ShapeError} {NonFiniteValuesError} as `prepareSamples`.
 */
export function acceptSamples(samples: DeepSamples, columns: number): FeedMatrix {
  const matrix = feedMatrix(samples)
  if (matrix.columns !== columns) {
    throw new ShapeError('samples', `rows of ${columns} values, as in training`, `${matrix.columns} values`, 'Pass the columns that the model was fitted to.')
  }
  return matrix
}

/** Scales the rows from..to for the network: [to - from, columns] float32. */
export function encodedRows(matrix: FeedMatrix, scale: SampleEncoding, from: number, to: number): Float32Array {
  const rows = Uint32Array.from({ length: to - from }, (_, i) => from + i)
  return copyAsFloat32(matrix, rows, { scale, out: new Float32Array(rows.length * matrix.columns) })
}

/** Converts rows in the network's units to those of the data, the inverse of `encodedRows`: x / factor + offset. */
export function decodedRows(values: ArrayLike<number>, { offset, factor }: SampleEncoding, columns: number): Float64Array {
  const of = (value: number | readonly number[], column: number): number => (typeof value === 'number' ? value : value[column])
  return Float64Array.from(values, (value, i) => value / of(factor, i % columns) + of(offset, i % columns))
}

/** Converts the scaling to JSON for the settings of a saved model. */
export function encodingToJson({ offset, factor }: SampleEncoding): JsonRecord {
  return { offset, factor }
}

/** Keeps bytes as bytes; reads all other samples as core does. */
function feedMatrix(samples: DeepSamples): FeedMatrix {
  if (hasNumbers(samples)) {
    const { data, rows, columns } = samples
    if (rows < 1 || columns < 1) throw emptySamples(`${rows} x ${columns}`)
    if (data.length !== rows * columns) {
      throw new ShapeError('samples', `${rows} x ${columns} = ${rows * columns} numbers`, `${data.length} numbers`, 'Pass rows and columns that multiply to the length of data.')
    }
    if (data instanceof Uint8Array) return { data, rows, columns }
  }
  if (Array.isArray(samples)) requireEqualSizes(samples)
  return finiteMatrix(samples)
}

function hasNumbers(samples: DeepSamples): samples is FeedMatrix {
  return typeof samples === 'object' && samples !== null && 'data' in samples && ArrayBuffer.isView(samples.data) && Number.isSafeInteger(samples.rows) && Number.isSafeInteger(samples.columns)
}

/** Core refuses them too, but its error does not mention images. */
function requireEqualSizes(samples: readonly ArrayLike<unknown>[]): void {
  const columns = (samples[0] as ArrayLike<unknown> | null | undefined)?.length
  const other = samples.findIndex(values => Array.isArray(values) && values.length !== columns)
  if (columns === undefined || other < 0) return
  throw new ShapeError(
    'samples',
    `rows of equal length (${columns}, as row 0)`,
    `of length ${samples[other].length} at row ${other}`,
    'Give every row the same number of values: resize or pad images of other sizes.',
  )
}

function emptySamples(actual: string): ShapeError {
  return new ShapeError('samples', 'at least 1 row x 1 column', actual, 'Pass the data as [N, D].')
}

function requireShape({ columns }: FeedMatrix, shape: readonly number[] | undefined): void {
  if (shape === undefined) return
  const size = sizeOf(shape)
  if (size === columns) return
  throw new ShapeError(
    'shape',
    `whole numbers that multiply to the ${columns} values of a row`,
    `[${shape.join(', ')}]`,
    'Pass [height, width, channels] of the images; all must have one size.',
  )
}

function encodingOf(matrix: FeedMatrix, scale: SampleScale | undefined): SampleEncoding {
  if (typeof scale === 'object') return plainScale(scale)
  switch (scale ?? defaultScale(matrix)) {
    case 'pixels':
      return plainScale(pixelScale)
    case 'none':
      return plainScale({})
    case 'standardize':
      return standardScale(matrix)
  }
}

function plainScale({ offset = 0, factor = 1 }: ValueScale): SampleEncoding {
  const plain = (value: number | ArrayLike<number>): number | number[] => (typeof value === 'number' ? value : Array.from(value))
  return { offset: plain(offset), factor: plain(factor) }
}

function defaultScale({ data }: FeedMatrix): 'pixels' | 'none' | 'standardize' {
  if (data instanceof Uint8Array) return 'pixels'
  return data.every(value => value >= 0 && value <= 1) ? 'none' : 'standardize'
}
