/**
 * Reflected CRC-32 of `bytes` with the polynomial 0xedb88320, computed four bytes at a time.
 *
 * @param before CRC-32 of the preceding bytes, to continue their checksum.
 * @see IEEE 802.3; Kounavis & Berry, A systematic approach to building high performance software-based CRC generators (2005).
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before
  const whole = bytes.length & ~3
  let i = 0
  for (; i < whole; i += 4) {
    remainder ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    remainder =
      tables[768 + (remainder & 0xff)] ^
      tables[512 + ((remainder >>> 8) & 0xff)] ^
      tables[256 + ((remainder >>> 16) & 0xff)] ^
      tables[remainder >>> 24]
  }
  for (; i < bytes.length; i++) remainder = tables[(remainder ^ bytes[i]) & 0xff] ^ (remainder >>> 8)
  return (remainder ^ 0xffffffff) >>> 0
}

/** [4, 256] remainder of each byte followed by 0 to 3 zero bytes. */
const tables = makeTables()

function makeTables(): Uint32Array {
  const made = new Uint32Array(1024)
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1
    made[byte] = remainder
  }
  for (let at = 256; at < 1024; at++) made[at] = made[made[at - 256] & 0xff] ^ (made[at - 256] >>> 8)
  return made
}
