import { DatasetError } from './datasetError.js'
import { fileLabel } from './wording.js'

/** What is wrong with a Parquet file. */
export type ParquetFault = 'not-parquet' | 'truncated' | 'damaged'

const parquetFaults: Readonly<Record<ParquetFault, string>> = {
  'not-parquet': 'is not a Parquet file: it does not begin with the bytes PAR1. Check that the right file was chosen.',
  truncated: 'is cut short: a Parquet file ends with the bytes PAR1 and this one does not. Copy or export it again.',
  damaged: 'is a damaged Parquet file. Copy or export it again.',
}

/** A file is not a whole Parquet file. */
export class MalformedParquetError extends DatasetError {
  override readonly name = 'MalformedParquetError'
  readonly code = 'malformed-parquet'
  /** @param detail the reader's message, or an empty string. */
  constructor(readonly path: string, readonly fault: ParquetFault, readonly detail: string) {
    super(`${fileLabel(path)} ${parquetFaults[fault]}${detail === '' ? '' : ` (${detail})`}`)
  }
}

/** The first bytes of a file are not those of an IDX file. */
export class IdxMagicError extends DatasetError {
  override readonly name = 'IdxMagicError'
  readonly code = 'idx-magic'
  /** @param magic the first four bytes in hexadecimal, fewer if the file is shorter. */
  constructor(readonly path: string, readonly magic: string) {
    super(
      `${fileLabel(path)} is not an IDX file: it begins with 0x${magic}, ` +
        'not with 0x0000, an element type (08, 09, 0b, 0c, 0d or 0e) and a number of dimensions. ' +
        'Check that the right file was chosen.',
    )
  }
}

/** The length of an IDX file does not fit the shape in its header. */
export class IdxLengthError extends DatasetError {
  override readonly name = 'IdxLengthError'
  readonly code = 'idx-length'
  /** @param shape the shape in the header. `expected` and `found` are numbers of bytes, including the header. */
  constructor(
    readonly path: string,
    readonly shape: readonly number[],
    readonly expected: number,
    readonly found: number,
  ) {
    super(
      `${fileLabel(path)} promises ${shape.join(' x ')} values, ${expected} bytes in all, but holds ${found}. ` +
        `The file is ${found < expected ? 'cut short' : 'too long'}: fetch it again.`,
    )
  }
}

/** A file of labels has another number of labels than the table has rows. */
export class LabelCountMismatchError extends DatasetError {
  override readonly name = 'LabelCountMismatchError'
  readonly code = 'label-count-mismatch'
  constructor(
    readonly path: string,
    readonly labelsPath: string,
    readonly rows: number,
    readonly labels: number,
  ) {
    super(
      `${fileLabel(labelsPath)} holds ${labels} labels for the ${rows} rows of ${fileLabel(path)}. ` +
        'Choose the label file of the same set, or open the images with labels: false.',
    )
  }
}

/** A file of labels does not hold one number per row. */
export class LabelShapeError extends DatasetError {
  override readonly name = 'LabelShapeError'
  readonly code = 'label-shape'
  constructor(readonly labelsPath: string, readonly shape: readonly number[]) {
    super(
      `${fileLabel(labelsPath)} is shaped ${shape.join(' x ')}, but labels are one number per row. ` +
        'Choose an IDX file of one dimension.',
    )
  }
}
