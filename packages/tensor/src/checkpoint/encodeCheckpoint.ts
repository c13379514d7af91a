import type { Checkpoint, JsonRecord, SavedArray } from './checkpoint.js'
import { InvalidCheckpointError } from './checkpointErrors.js'
import { crc32 } from './crc32.js'

/*
 * Layout, little-endian:
 *
 *   byte 0   'MIXTCKPT'
 *        8   u32 format version
 *       12   u32 bytes of the header
 *       16   f64 bytes of the whole file
 *       24   u32 CRC-32 of all that follows
 *       28   header: JSON in UTF-8, padded with spaces to a multiple of 4
 *            { values, arrays: [{ name, shape }, …] }
 *            the arrays one after the other, raw float32
 */
const signature = 'MIXTCKPT'
const formatVersion = 1
const preambleBytes = 28

interface Header {
  readonly values: JsonRecord
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[]
}

/** A checkpoint as bytes; `decodeCheckpoint` gives it back bit for bit. */
export function encodeCheckpoint({ values, arrays }: Checkpoint): Uint8Array {
  const names = Object.keys(arrays)
  const header: Header = { values, arrays: names.map(name => ({ name, shape: arrays[name].shape })) }
  const json = new TextEncoder().encode(JSON.stringify(header))
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
  view.setUint32(24, crc32(bytes.subarray(preambleBytes)), true)
  return bytes
}

/**
 * The checkpoint in the bytes of a file. Its arrays are copies.
 *
 * @throws {InvalidCheckpointError} if they are truncated, changed, of another format or of another version.
 */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  // A Buffer of Node is a Uint8Array whose slices are not copies.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  requirePreamble(bytes, view)
  const headerBytes = view.getUint32(12, true)
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(preambleBytes, preambleBytes + headerBytes)),
  ) as Header
  const arrays: Record<string, SavedArray> = {}
  let at = preambleBytes + headerBytes
  for (const { name, shape } of header.arrays) {
    const length = shape.reduce((product, size) => product * size, 1)
    const end = at + 4 * length
    if (end > bytes.length) {
      throw new InvalidCheckpointError('header', 'shapes that fill the file', `'${name}' beyond its end`, sourceRemedy)
    }
    arrays[name] = { shape, data: new Float32Array(bytes.slice(at, end).buffer) }
    at = end
  }
  if (at !== bytes.length) {
    throw new InvalidCheckpointError('header', 'shapes that fill the file', `${bytes.length - at} bytes short of it`, sourceRemedy)
  }
  return { values: header.values, arrays }
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
  const expectedSum = view.getUint32(24, true)
  const sum = crc32(bytes.subarray(preambleBytes))
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
