/** Limits of a frame that are checked before it is unpacked. */
export interface FrameLimits {
  readonly bytes: number
  /** Maximum nesting of arrays and maps. */
  readonly depth: number
  /** Maximum total number of array entries, map keys and map entries. */
  readonly values: number
}

/** Limits of a request from a window: ten times the names of 100,000 columns. */
export const requestLimits: FrameLimits = { bytes: 16 * 2 ** 20, depth: 16, values: 1_000_000 }

/** Limits of frames that this program wrote. Each value takes at least a byte, so the length limits their number. */
export const ownLimits: FrameLimits = { bytes: Infinity, depth: 32, values: Infinity }

/** Bytes that are not a frame of the contract, or a frame beyond its limits. */
export class InvalidFrameError extends Error {
  override readonly name = 'InvalidFrameError'
  readonly code = 'invalid-frame'
  constructor(
    readonly part: 'length' | 'depth' | 'values' | 'content',
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`frame: ${part} must be ${expected}, but it is ${actual}. Send one whole message of the contract.`)
  }
}

/** Number of bytes of an element, by the extension type of its array. */
const elementBytes: Readonly<Record<number, number>> = { 1: 4, 2: 8, 3: 4, 4: 2 }

/**
 * Checks the headers in a MessagePack value without unpacking it. A decoder allocates the size that a header declares, so
 * 1 kB of nested array headers would cost gigabytes.
 *
 * @throws {InvalidFrameError} unless `frame` is exactly one value within `limits` and contains all bytes that it declares.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md, Formats.
 */
export function requireBoundedFrame(frame: Uint8Array, limits: FrameLimits): void {
  if (frame.length > limits.bytes) {
    throw new InvalidFrameError('length', `at most ${limits.bytes} bytes`, `${frame.length}`)
  }
  const heads = new FrameHeads(frame)
  /** Number of values that are still to come in each open array or map. */
  const open = [1]
  let pending = 1
  let values = 0
  while (pending > 0) {
    while (open.at(-1) === 0) open.pop()
    open[open.length - 1]!--
    pending--
    values++
    const inside = heads.next()
    if (inside === 0) continue
    open.push(inside)
    pending += inside
    if (open.length - 1 > limits.depth) throw new InvalidFrameError('depth', `at most ${limits.depth}`, `${open.length - 1} or more`)
    if (pending > heads.remaining) {
      throw new InvalidFrameError('content', `as long as its heads say, ${pending} bytes or more`, `${heads.remaining} bytes`)
    }
    if (values + pending > limits.values) throw new InvalidFrameError('values', `at most ${limits.values}`, `${values + pending}`)
  }
  if (heads.remaining > 0) throw new InvalidFrameError('content', 'one value', `followed by ${heads.remaining} bytes`)
}

/** Maximum number of bytes of a string that is read from a refused frame. */
const maxTextBytes = 128

/**
 * Reads the short strings under `names` in the map `frame`, without unpacking or allocating anything else. A frame that is
 * truncated or is not a map has none.
 */
export function readTextFields<Name extends string>(frame: Uint8Array, names: readonly Name[]): Partial<Record<Name, string>> {
  const heads = new FrameHeads(frame)
  const found: Partial<Record<Name, string>> = {}
  try {
    if (!heads.isAtMap) return {}
    for (let pending = heads.next(); pending > 0; pending -= 2) {
      const key = heads.text()
      const name = names.find(one => one === key)
      const text = heads.text()
      if (name !== undefined && text !== null) found[name] = text
    }
  } catch (error) {
    if (!(error instanceof InvalidFrameError)) throw error
    return {}
  }
  return heads.remaining === 0 ? found : {}
}

class FrameHeads {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  get isAtMap(): boolean {
    const head = this.#bytes[this.#at] ?? 0xc0
    return (head >= 0x80 && head <= 0x8f) || head === 0xde || head === 0xdf
  }

  /** Skips one value. @returns the value if it is a string of at most `maxTextBytes` bytes; otherwise null. */
  text(): string | null {
    const head = this.#bytes[this.#at] ?? 0xc0
    const from = this.#at + (head === 0xd9 ? 2 : 1)
    for (let pending = 1; pending > 0; pending--) pending += this.next()
    const isText = (head >= 0xa0 && head <= 0xbf) || head === 0xd9
    return isText && this.#at - from <= maxTextBytes ? new TextDecoder().decode(this.#bytes.subarray(from, this.#at)) : null
  }

  /** Skips a scalar, or the header of an array or a map. @returns the number of values that the array or map declares. */
  next(): number {
    const head = this.#unsigned(1)
    if (head <= 0x7f || head >= 0xe0) return 0
    if (head <= 0x8f) return 2 * (head & 0x0f)
    if (head <= 0x9f) return head & 0x0f
    if (head <= 0xbf) return this.#skip(head & 0x1f)
    switch (head) {
      case 0xc0:
      case 0xc2:
      case 0xc3:
        return 0
      case 0xc4:
      case 0xd9:
        return this.#skip(this.#unsigned(1))
      case 0xc5:
      case 0xda:
        return this.#skip(this.#unsigned(2))
      case 0xc6:
      case 0xdb:
        return this.#skip(this.#unsigned(4))
      case 0xc7:
        return this.#extension(this.#unsigned(1))
      case 0xc8:
        return this.#extension(this.#unsigned(2))
      case 0xc9:
        return this.#extension(this.#unsigned(4))
      case 0xcc:
      case 0xd0:
        return this.#skip(1)
      case 0xcd:
      case 0xd1:
        return this.#skip(2)
      case 0xca:
      case 0xce:
      case 0xd2:
        return this.#skip(4)
      case 0xcb:
      case 0xcf:
      case 0xd3:
        return this.#skip(8)
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(2 ** (head - 0xd4))
      case 0xdc:
        return this.#unsigned(2)
      case 0xdd:
        return this.#unsigned(4)
      case 0xde:
        return 2 * this.#unsigned(2)
      case 0xdf:
        return 2 * this.#unsigned(4)
      default:
        throw new InvalidFrameError('content', 'MessagePack', `the byte 0x${head.toString(16)} at ${this.#at - 1}`)
    }
  }

  #extension(length: number): 0 {
    const type = this.#unsigned(1)
    const size = elementBytes[type]
    if (size === undefined) throw new InvalidFrameError('content', 'arrays of extension types 1 to 4', `type ${type}`)
    if (length % size !== 0) throw new InvalidFrameError('content', `whole elements of ${size} bytes`, `${length} bytes`)
    return this.#skip(length)
  }

  #unsigned(bytes: 1 | 2 | 4): number {
    const at = this.#at
    this.#skip(bytes)
    if (bytes === 1) return this.#bytes[at]!
    return bytes === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  #skip(bytes: number): 0 {
    if (bytes > this.remaining) {
      throw new InvalidFrameError('content', `as long as its heads say, ${bytes} bytes or more`, `${this.remaining} bytes`)
    }
    this.#at += bytes
    return 0
  }
}
