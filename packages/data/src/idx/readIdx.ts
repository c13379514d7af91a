import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { IdxLengthError } from '../errors/binaryErrors.js'
import { DamagedGzipError, FileNotReadableError } from '../errors/fileErrors.js'
import { stampFile } from '../files/fileStamp.js'
import { isGzip } from '../files/readBytes.js'
import { requirePath } from '../requests.js'
import { parseIdxHeader, type IdxHeader } from './idxHeader.js'

/** Elements of an IDX file, in the typed array of their type. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** The array that an IDX file holds. */
export interface IdxArray {
  /** Sizes, outermost first: [60000, 28, 28] for the MNIST training images. */
  readonly shape: readonly number[]
  /** All elements in row-major order, in the element type and units of the file. */
  readonly data: IdxData
}

/**
 * Reads a whole IDX file, plain or gzipped.
 * @see https://yann.lecun.com/exdb/mnist/ for the format.
 * @throws {ShapeError} unless `path` is a string.
 * @throws {IdxMagicError} {IdxLengthError} {DamagedGzipError}
 * @throws {FileNotFoundError} {NotAFileError} {EmptyFileError} {FileNotReadableError}
 */
export async function readIdx(path: string): Promise<IdxArray> {
  requirePath(path)
  await stampFile(path)
  const stored = await readFile(path).catch((error: Error) => { throw new FileNotReadableError(path, error.message) })
  const bytes = isGzip(stored)
    ? await promisify(gunzip)(stored).catch((error: Error) => { throw new DamagedGzipError(path, error.message) })
    : stored
  const header = parseIdxHeader(path, bytes)
  const expected = header.dataOffset + header.shape.reduce((product, size) => product * size, header.elementBytes)
  if (bytes.length !== expected) throw new IdxLengthError(path, header.shape, expected, bytes.length)
  return { shape: header.shape, data: elements(bytes, header) }
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The elements in this machine's byte order (the file is big-endian). One-byte elements are not copied; wider elements are copied once. */
function elements(bytes: Buffer, { elementType, elementBytes, dataOffset }: IdxHeader): IdxData {
  if (elementBytes === 1) {
    const start = bytes.byteOffset + dataOffset
    const length = bytes.length - dataOffset
    return elementType === 0x08 ? new Uint8Array(bytes.buffer, start, length) : new Int8Array(bytes.buffer, start, length)
  }
  const body = Buffer.from(new Uint8Array(bytes.subarray(dataOffset)).buffer)
  if (isLittleEndian) swapBytes(body, elementBytes)
  const { buffer } = body
  switch (elementType) {
    case 0x0b: return new Int16Array(buffer)
    case 0x0c: return new Int32Array(buffer)
    case 0x0d: return new Float32Array(buffer)
    default: return new Float64Array(buffer)
  }
}

function swapBytes(body: Buffer, elementBytes: number): void {
  if (elementBytes === 2) body.swap16()
  else if (elementBytes === 4) body.swap32()
  else body.swap64()
}
