import { isRecord } from '../validation/readOptions.js'
import { InvalidCheckpointError } from './invalidCheckpointError.js'

/*
 * Limits of a header's JSON. Within them, reading takes less memory than twice the header's bytes plus 50 MB. A number takes up to
 * 24 bytes while it is parsed and 8 afterwards; a computed number has about 18 characters of text. An empty object takes 56 bytes
 * and has 2 characters of text.
 */
const maxBytes = 32 * 2 ** 20
const maxDepth = 64
/** Maximum number of objects and arrays: a history has two for every epoch. */
const maxContainers = 200_000
/** Maximum number of numbers, strings and names. Long headers, whose values are mostly computed numbers, may have more. */
const maxValues = (bytes: number): number => 250_000 + Math.floor(bytes / 24)

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Counts the values, the objects and arrays, and the depth of a JSON text without parsing it.
 *
 * @param bytes UTF-8; it need not be valid JSON.
 * @throws {InvalidCheckpointError} for text beyond the limits.
 */
export function requireBoundedJson(bytes: Uint8Array): void {
  requireAtMost(bytes.length, maxBytes, 'bytes')
  let depth = 0
  let deepest = 0
  let containers = 0
  let values = 1
  let inText = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inText) {
      if (byte === backslash) i++
      else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (byte === comma || byte === colon) values++
    else if (byte === openArray || byte === openObject) {
      containers++
      depth++
      if (depth > deepest) deepest = depth
    } else if (byte === closeArray || byte === closeObject) depth--
  }
  requireAtMost(deepest, maxDepth, 'levels')
  requireAtMost(containers, maxContainers, 'objects and arrays')
  requireAtMost(values, maxValues(bytes.length), 'values')
}

function requireAtMost(actual: number, most: number, unit: string): void {
  if (actual <= most) return
  throw new InvalidCheckpointError('header', `at most ${most} ${unit}`, `${actual}`, 'Keep large data in arrays, and fewer settings.')
}

/**
 * Parses the JSON object in the bytes of a header.
 *
 * @throws {InvalidCheckpointError} if the bytes are not a JSON object in UTF-8, exceed the limits, or have a key `__proto__`.
 */
export function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  requireBoundedJson(bytes)
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw notJson('no JSON in UTF-8')
  }
  if (!isRecord(header)) throw notJson(Array.isArray(header) ? 'an array' : `a ${typeof header}`)
  if (namesPrototype(header)) throw notJson("one with the name '__proto__'")
  return header
}

function notJson(actual: string): InvalidCheckpointError {
  return new InvalidCheckpointError('header', 'a JSON object', actual, 'Give bytes that encodeCheckpoint made.')
}

/** Whether a value has a key `__proto__`. JSON.parse makes it an ordinary field, but a copy by assignment would set the prototype of the copy. */
function namesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(namesPrototype)
  return Object.entries(value).some(([name, inner]) => name === '__proto__' || namesPrototype(inner))
}
