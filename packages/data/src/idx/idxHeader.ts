import { IdxMagicError } from '../errors/binaryErrors.js'

/** Number of bytes of one element, by the type byte of the IDX format. @see https://yann.lecun.com/exdb/mnist/ */
const elementBytes: Readonly<Record<number, number>> = { 0x08: 1, 0x09: 1, 0x0b: 2, 0x0c: 4, 0x0d: 4, 0x0e: 8 }

export interface IdxHeader {
  /** 0x08 uint8, 0x09 int8, 0x0b int16, 0x0c int32, 0x0d float32, 0x0e float64. */
  readonly elementType: number
  readonly elementBytes: number
  readonly shape: readonly number[]
  /** Offset of the first element. */
  readonly dataOffset: number
}

/** Whether bytes begin like an IDX file: with two zeros, a known element type, and one to eight dimensions. */
export function isIdxHead(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0 && head[1] === 0 && head[2] in elementBytes && head[3] >= 1 && head[3] <= 8
}

/**
 * Parses the header of an IDX file: the magic number, then one big-endian uint32 per dimension.
 * @throws {IdxMagicError} if the bytes do not begin like an IDX file, or end inside the header.
 */
export function parseIdxHeader(path: string, bytes: Buffer): IdxHeader {
  const dataOffset = 4 + 4 * (bytes[3] ?? 0)
  if (!isIdxHead(bytes) || bytes.length < dataOffset) {
    throw new IdxMagicError(path, bytes.subarray(0, 4).toString('hex'))
  }
  const shape = Array.from({ length: bytes[3] }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
  return { elementType: bytes[2], elementBytes: elementBytes[bytes[2]], shape, dataOffset }
}
