import chardet from 'chardet'
import type { Choice } from '../dialect.js'
import { readBytes } from '../files/readBytes.js'
import { readingOf, type Reading } from './encodingPlausibility.js'

/** Encodings that are offered as alternatives to the detected one. */
export const commonEncodings = ['utf-8', 'gb18030', 'windows-1252', 'utf-16le', 'utf-16be', 'big5', 'shift_jis', 'euc-kr', 'windows-1250', 'windows-1251', 'macintosh'] as const

/** Encodings to try for a text that is not UTF-8. On a tie the earlier one is taken. */
const legacyEncodings = ['windows-1252', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'euc-jp', 'macintosh', 'windows-1251', 'windows-1250', 'koi8-r'] as const

/** Number of bytes from which the encoding is guessed. */
const sampleBytes = 1 << 16

/** If two encodings differ in plausibility by more than this (one character in ten), the less plausible one is ruled out. */
const plausibilityMargin = 0.1

/** Below this plausibility, the choice of an encoding is `unsure`. */
const minPlausibility = 0.7

/** With at least this many bytes beyond ASCII, byte frequencies can distinguish encodings. */
const longText = 100

/** Minimum difference in the detector's confidence (0 to 100) to prefer one encoding by byte frequencies. */
const confidenceMargin = 10

export function encodingChoice(value: string, source: Choice<string>['source'], evidence: string, rivals: readonly string[] = []): Choice<string> {
  return { value, source, evidence, alternatives: [...rivals, ...commonEncodings.filter(each => each !== value && !rivals.includes(each))] }
}

/** The encoding indicated by a byte order mark or by the zero bytes of UTF-16; null if there is neither. */
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
  // In UTF-16, ASCII letters, digits and delimiters have a zero in every other byte. Few characters, such as U+4E00, have it in the other place.
  if (odd + even < head.length / 5 || Math.min(odd, even) > Math.max(odd, even) / 10) return null
  return encodingChoice(odd > even ? 'utf-16le' : 'utf-16be', 'found', 'zero bytes in every other place')
}

/**
 * The encoding of a text that is not UTF-8: the one in which most characters beyond ASCII make sense in their place
 * (`encodingPlausibility`). If several encodings are about equally plausible and read the text differently, byte frequencies
 * decide for a long text; otherwise the choice is `unsure`, with the other encodings as its first alternatives.
 */
export async function guessLegacyEncoding(path: string, gzip: boolean): Promise<Choice<string>> {
  const sample = await sampleAround(path, gzip)
  const guesses = chardet.analyse(sample)
  const confidence = ({ encoding }: Reading): number => Math.max(0, ...guesses.filter(({ name }) => encodingOf(name) === encoding).map(guess => guess.confidence))
  const names = [...new Set([...legacyEncodings, ...guesses.map(({ name }) => encodingOf(name))])].filter(name => name !== null && !name.startsWith('utf-') && name !== 'iso-8859-2') // programs write windows-1250
  const readings = names.map(name => readingOf(name!, sample)).filter(reading => reading !== null)
  if (readings.length === 0) return encodingChoice('windows-1252', 'unsure', unsureEvidence)
  const highest = Math.max(...readings.map(({ plausibility }) => plausibility))
  const close = readings.filter(({ plausibility }) => plausibility >= highest - plausibilityMargin)
  const isLong = sample.filter(byte => byte >= 0x80).length >= longText
  const ranked = close.toSorted((a, b) => (isLong ? confidence(b) - confidence(a) : 0) || b.plausibility - a.plausibility)
  const [best, ...others] = ranked
  const rivals = others.filter(({ text }) => text !== best.text)
  const isClear = isLong && rivals.every(rival => confidence(best) - confidence(rival) >= confidenceMargin)
  if (highest >= minPlausibility && (rivals.length === 0 || isClear)) {
    return encodingChoice(best.encoding, 'guessed', rivals.length === 0 ? 'its characters make sense in this encoding alone' : `the frequencies of its bytes (confidence ${confidence(best)} of 100)`)
  }
  return encodingChoice(best.encoding, 'unsure', unsureEvidence, rivals.map(({ encoding }) => encoding))
}

const unsureEvidence = 'it has too few characters beyond ASCII to tell: if words look wrong, name its encoding with the option encoding'

/** The name of an encoding that can be decoded here; null for any other. */
function encodingOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

/** Whether an option names an encoding that can be decoded here. */
export function isEncoding(label: string): boolean {
  return encodingOf(label) !== null
}

/** A sample of bytes that begins shortly before the first byte beyond ASCII. */
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
