import chardet from 'chardet'
import type { Choice } from '../dialect.js'
import { readBytes } from '../files/readBytes.js'

/** Encodings that are offered instead of the one found. */
export const commonEncodings = ['utf-8', 'gb18030', 'windows-1252', 'utf-16le', 'utf-16be', 'big5', 'shift_jis', 'euc-kr', 'windows-1250', 'windows-1251'] as const

/** Bytes that a guess is made from. */
const sampleBytes = 1 << 16

/** Share of characters that must be common hanzi for a text to be taken for GBK without further evidence. */
const commonShare = 0.7

/** Confidence (of 100) from which the detector is followed against the rules below. */
const trusted = 60

export function encodingChoice(value: string, source: Choice<string>['source'], evidence: string): Choice<string> {
  return { value, source, evidence, alternatives: commonEncodings.filter(each => each !== value) }
}

/** The encoding that a byte order mark or the zero bytes of UTF-16 show; null if there is neither. */
export function markedEncoding(head: Buffer): Choice<string> | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return encodingChoice('utf-8', 'found', 'a byte order mark')
  if (head[0] === 0xff && head[1] === 0xfe) return encodingChoice('utf-16le', 'found', 'a byte order mark')
  if (head[0] === 0xfe && head[1] === 0xff) return encodingChoice('utf-16be', 'found', 'a byte order mark')
  let odd = 0
  let even = 0
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  // ASCII letters, digits and delimiters in UTF-16 have a zero in every other byte; few characters (U+4E00) have one elsewhere.
  if (odd + even < head.length / 5 || Math.min(odd, even) > Math.max(odd, even) / 10) return null
  return encodingChoice(odd > even ? 'utf-16le' : 'utf-16be', 'found', 'zero bytes in every other place')
}

/**
 * The encoding of a text that is not UTF-8. Chinese is told by its common characters, which two bytes
 * of other encodings hardly ever make; a letter among ASCII means Western European; beyond that, the
 * detector's best guess counts.
 */
export async function guessLegacyEncoding(path: string, gzip: boolean): Promise<Choice<string>> {
  const sample = await sampleAround(path, gzip)
  const guesses = chardet.analyse(sample)
  const [best] = guesses.filter(({ name }) => isDecodable(name, sample))
  if (best !== undefined && best.confidence >= trusted && /^(Big5|Shift_JIS|EUC-|GB)/i.test(best.name)) return guessed(best.name, best.confidence)
  if (commonHanziShare(sample) >= commonShare) return encodingChoice('gb18030', 'guessed', 'common Chinese characters')
  if (isolatedShare(sample) >= 0.5 || best === undefined) return encodingChoice('windows-1252', 'guessed', 'single letters beyond ASCII')
  return guessed(best.name, best.confidence)
}

function guessed(name: string, confidence: number): Choice<string> {
  return encodingChoice(new TextDecoder(name).encoding, 'guessed', `the frequencies of its bytes (confidence ${confidence} of 100)`)
}

/** Whether an encoding other than UTF can be decoded here, and holds all bytes of the sample, whose end may be cut. */
function isDecodable(name: string, sample: Buffer): boolean {
  try {
    const decoder = new TextDecoder(name, { fatal: true })
    decoder.decode(sample, { stream: true })
    return !decoder.encoding.startsWith('utf-')
  } catch {
    return false
  }
}

/** Whether an option names an encoding that can be decoded here. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

/** Bytes from a little before the first one beyond ASCII. */
async function sampleAround(path: string, gzip: boolean): Promise<Buffer> {
  let sample = Buffer.alloc(0)
  for await (const bytes of readBytes(path, gzip)) {
    const first = sample.length > 0 ? 0 : bytes.findIndex(byte => byte >= 0x80)
    if (first < 0) continue
    sample = Buffer.concat([sample, bytes.subarray(sample.length > 0 ? 0 : Math.max(0, first - 1024))])
    if (sample.length >= sampleBytes) break
  }
  return sample.subarray(0, sampleBytes)
}

/** Share of the two-byte characters that are hanzi of the first level of GB 2312 or its punctuation; 0 if bytes stand alone. */
function commonHanziShare(sample: Buffer): number {
  let pairs = 0
  let common = 0
  for (let i = 0; i + 1 < sample.length; i++) {
    const lead = sample[i]
    if (lead < 0x80) continue
    const trail = sample[++i]
    pairs++
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3))) common++
  }
  return pairs === 0 ? 0 : common / pairs
}

/** Share of the bytes beyond ASCII that stand between ASCII. */
function isolatedShare(sample: Buffer): number {
  let high = 0
  let isolated = 0
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] < 0x80) continue
    high++
    if ((sample[i - 1] ?? 0) < 0x80 && (sample[i + 1] ?? 0) < 0x80) isolated++
  }
  return high === 0 ? 1 : isolated / high
}
