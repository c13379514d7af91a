import { isUtf8 } from 'node:buffer'
import { UndecodableTextError } from '../errors/textErrors.js'

/** Length of the sequence that a lead byte begins (RFC 3629); 0 for a byte that cannot be a lead byte. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

/** Number of bytes at the end of `bytes` that begin a sequence without completing it: 0 to 3. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]
    if ((byte & 0xc0) === 0x80) continue // a continuation byte: its lead byte comes earlier
    return sequenceLength(byte) > back ? back : 0
  }
  return 0
}

/** Index of the first byte of the first sequence that is not UTF-8. It is slow (one sequence at a time), so it is used for invalid input only. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at])
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at
    at += length
  }
  return at
}

/**
 * Checks that a stream of chunks is UTF-8 text; sequences may cross chunks. A zero byte is refused: it is valid
 * UTF-8, but in a table it means UTF-16 without a byte order mark, or data that is not text.
 */
export class Utf8Check {
  private offset = 0
  private tail = Buffer.alloc(0)
  /** @param encoding the encoding from which the file was decoded, for error messages. */
  constructor(private readonly path: string, private readonly encoding: string) {}

  /** @throws {UndecodableTextError} */
  push(chunk: Buffer): void {
    const bytes = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk])
    const whole = bytes.length - unfinishedTail(bytes)
    this.assertText(bytes.subarray(0, whole))
    this.offset += whole
    this.tail = Buffer.from(bytes.subarray(whole))
  }

  /** @throws {UndecodableTextError} if the text ends inside a sequence. */
  end(): void {
    if (this.tail.length > 0) throw new UndecodableTextError(this.path, this.encoding, 'foreign-bytes', this.offset)
  }

  private assertText(bytes: Buffer): void {
    const invalid = isUtf8(bytes) ? -1 : firstInvalid(bytes)
    const zero = bytes.indexOf(0)
    if (zero >= 0 && (invalid < 0 || zero < invalid)) throw new UndecodableTextError(this.path, this.encoding, 'zero-byte', this.offset + zero)
    if (invalid >= 0) throw new UndecodableTextError(this.path, this.encoding, 'foreign-bytes', this.offset + invalid)
  }
}
