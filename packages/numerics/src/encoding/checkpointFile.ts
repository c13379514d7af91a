import { describeValue } from '../validation/describeValue.js'
import { isRecord } from '../validation/readOptions.js'
import { ShapeError } from '../errors.js'
import { crc32 } from './crc32.js'
import { parseHeader, requireBoundedJson } from './headerJson.js'
import { InvalidCheckpointError } from './invalidCheckpointError.js'

/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** JSON values by name. */
export type JsonRecord = Readonly<Record<string, JsonValue>>

/** An array in a checkpoint file. */
export interface FileArray {
  readonly shape: readonly number[]
  /** Row-major; its length is the product of the shape. */
  readonly data: Float32Array | Float64Array
}

/** Content of a checkpoint file: values are written as JSON, arrays as raw numbers. */
export interface CheckpointFile {
  readonly values: JsonRecord
  readonly arrays: Readonly<Record<string, FileArray>>
}

/*
 * Layout, little-endian:
 *
 *   byte 0   'MIXTCKPT'
 *        8   u32 format version
 *       12   u32 bytes of the header
 *       16   f64 bytes of the whole file
 *       24   u32 CRC-32 of all other bytes: first those before it, then those after it
 *       28   header: JSON in UTF-8, padded with spaces to a multiple of 4
 *            { values, arrays: [{ name, shape, type? }, …] }
 *            the arrays one after the other, raw float32, or float64 where type is 'float64'
 *
 * Version 1, whose checksum did not include the bytes before it, was never released and is refused.
 */
const signature = 'MIXTCKPT'
const formatVersion = 2
const sumAt = 24
const preambleBytes = 28
/** Largest rank of a TensorFlow.js tensor. */
const maxRank = 6

interface Entry {
  readonly name: string
  readonly shape: readonly number[]
  /** float32 if left out. */
  readonly type?: 'float64'
}

interface Header {
  readonly values: JsonRecord
  readonly arrays: readonly Entry[]
}

/**
 * Encodes a checkpoint as the bytes of a file. `readCheckpointFile` returns it bit for bit.
 *
 * @throws {InvalidCheckpointError} for values beyond the limits of a header.
 */
export function writeCheckpointFile({ values, arrays }: CheckpointFile): Uint8Array {
  const names = Object.keys(arrays)
  const header: Header = {
    values,
    arrays: names.map(name => {
      const { shape, data } = arrays[name]
      return data instanceof Float64Array ? { name, shape, type: 'float64' } : { name, shape }
    }),
  }
  const json = new TextEncoder().encode(jsonOf(header))
  requireBoundedJson(json)
  const headerBytes = Math.ceil(json.length / 4) * 4
  const bodyBytes = names.reduce((sum, name) => sum + arrays[name].data.byteLength, 0)

  const bytes = new Uint8Array(preambleBytes + headerBytes + bodyBytes)
  bytes.set(new TextEncoder().encode(signature))
  bytes.fill(0x20, preambleBytes, preambleBytes + headerBytes)
  bytes.set(json, preambleBytes)
  let at = preambleBytes + headerBytes
  for (const name of names) {
    const { data } = arrays[name]
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  const view = new DataView(bytes.buffer)
  view.setUint32(8, formatVersion, true)
  view.setUint32(12, headerBytes, true)
  view.setFloat64(16, bytes.length, true)
  view.setUint32(sumAt, checksum(bytes), true)
  return bytes
}

/** @throws {ShapeError} for values that JSON omits or cannot hold. */
function jsonOf(header: Header): string {
  return JSON.stringify(header, (name, value: unknown) => {
    if (!['bigint', 'symbol', 'function'].includes(typeof value)) return value
    throw new ShapeError(`checkpoint.values: ${name}`, 'what JSON holds', describeValue(value), 'Leave it out, or pass a number or a text.')
  })
}

/**
 * Decodes the bytes of a checkpoint file. The arrays are copies.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated, changed, of another format or of another version.
 */
export function readCheckpointFile(file: Uint8Array): CheckpointFile {
  // Node's Buffer is a Uint8Array whose `slice` does not copy.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  requirePreamble(bytes, view)
  const header = parseHeader(bytes.subarray(preambleBytes, preambleBytes + headerBytesOf(bytes, view)))
  if (!isRecord(header.values)) throw wrongHeader('values are an object', header.values)
  if (!Array.isArray(header.arrays)) throw wrongHeader('arrays are a list', header.arrays)
  const entries = header.arrays.map(requireEntry)
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw wrongHeader('arrays have names of their own', 'two of one name')
  requireFill(entries, bytes.length - (preambleBytes + headerBytesOf(bytes, view)))
  const arrays: Record<string, FileArray> = {}
  let at = preambleBytes + headerBytesOf(bytes, view)
  for (const entry of entries) {
    const { name, shape, type } = entry
    const { buffer } = bytes.slice(at, at + bytesOf(entry))
    arrays[name] = { shape, data: type === 'float64' ? new Float64Array(buffer) : new Float32Array(buffer) }
    at += bytesOf(entry)
  }
  return { values: header.values as JsonRecord, arrays }
}

/** Number of bytes of the header, with padding. */
function headerBytesOf(bytes: Uint8Array, view: DataView): number {
  const headerBytes = view.getUint32(12, true)
  const most = bytes.length - preambleBytes
  if (headerBytes <= most && headerBytes % 4 === 0) return headerBytes
  throw new InvalidCheckpointError('header', `a multiple of 4 and at most ${most} bytes`, `${headerBytes}`, sourceRemedy)
}

function requireEntry(entry: unknown): Entry {
  if (!isRecord(entry)) throw wrongHeader('arrays have names and shapes', entry)
  const { name, shape, type } = entry
  if (typeof name !== 'string' || name === '__proto__') throw wrongHeader('arrays have names', name)
  const isShape = Array.isArray(shape) && shape.length <= maxRank && shape.every(size => Number.isSafeInteger(size) && size >= 0)
  if (!isShape) throw wrongHeader(`shape of '${shown(name)}' is up to ${maxRank} whole numbers of at least 0`, shape)
  if (type !== undefined && type !== 'float64') throw wrongHeader(`type of '${shown(name)}' is 'float64' or left out`, type)
  return { name, shape: shape as number[], ...(type && { type }) }
}

/** @throws {InvalidCheckpointError} unless the arrays of these shapes take exactly `bodyBytes`. This is checked before anything is allocated. */
function requireFill(entries: readonly Entry[], bodyBytes: number): void {
  let left = bodyBytes
  for (const entry of entries) {
    left -= bytesOf(entry)
    if (left >= 0) continue
    throw new InvalidCheckpointError('header', 'shapes that fill the file', `'${shown(entry.name)}' beyond its end`, sourceRemedy)
  }
  if (left !== 0) throw new InvalidCheckpointError('header', 'shapes that fill the file', `${left} bytes short of it`, sourceRemedy)
}

/** Number of bytes of an array. Above 2^53 the product is rounded, but it is then larger than any file. */
function bytesOf({ shape, type }: Entry): number {
  return shape.reduce((product, size) => product * size, type === 'float64' ? 8 : 4)
}

function wrongHeader(claim: string, actual: unknown): InvalidCheckpointError {
  return new InvalidCheckpointError('header', `one whose ${claim}`, `one with ${shown(actual)}`, sourceRemedy)
}

/** A value as text for a message. The limits of the header keep its nesting shallow. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? printable(value) : (JSON.stringify(value) ?? 'none')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(preambleBytes), crc32(bytes.subarray(0, sumAt)))
}

const sourceRemedy = 'Give bytes that encodeCheckpoint made.'

function requirePreamble(bytes: Uint8Array, view: DataView): void {
  const found = String.fromCharCode(...bytes.subarray(0, signature.length))
  if (found !== signature) {
    throw new InvalidCheckpointError('signature', `'${signature}'`, `'${printable(found)}'`, sourceRemedy)
  }
  if (bytes.length < preambleBytes) {
    throw new InvalidCheckpointError('length', `at least ${preambleBytes} bytes`, `${bytes.length}`, truncationRemedy)
  }
  const version = view.getUint32(8, true)
  if (version !== formatVersion) {
    throw new InvalidCheckpointError(
      'version',
      `${formatVersion}`,
      `${version}`,
      version > formatVersion ? 'Read it with a newer version of Mixtura.' : 'Read it with an older version of Mixtura.',
    )
  }
  const expectedLength = view.getFloat64(16, true)
  if (bytes.length !== expectedLength) {
    throw new InvalidCheckpointError('length', `${expectedLength} bytes`, `${bytes.length}`, truncationRemedy)
  }
  const expectedSum = view.getUint32(sumAt, true)
  const sum = checksum(bytes)
  if (sum !== expectedSum) {
    throw new InvalidCheckpointError('checksum', hexadecimal(expectedSum), hexadecimal(sum), truncationRemedy)
  }
}

const truncationRemedy = 'The file was cut off or changed after it was written: use an earlier one.'

function hexadecimal(word: number): string {
  return word.toString(16).padStart(8, '0')
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
