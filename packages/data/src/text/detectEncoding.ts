import chardet from 'chardet'
import type { Choice } from '../dialect.js'
import { readBytes } from '../files/readBytes.js'
import { readingOf, type Reading } from './encodingPlausibility.js'

/** Encodings that are offered instead of the one found. */
export const commonEncodings = ['utf-8', 'gb18030', 'windows-1252', 'utf-16le', 'utf-16be', 'big5', 'shift_jis', 'euc-kr', 'windows-1250', 'windows-1251', 'macintosh'] as const

/** Encodings that a text which is not UTF-8 may have; the earlier wins a draw. */
const legacyEncodings = ['windows-1252', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'euc-jp', 'macintosh', 'windows-1251', 'windows-1250', 'koi8-r'] as const

/** Bytes that a guess is made from. */
const sampleBytes = 1 << 16

/** Difference of plausibility from which the more plausible of two encodings is taken without a doubt: one character in ten. */
const plausibilityMargin = 0.1

/** Plausibility that an encoding must have to be taken without a doubt. */
const leastPlausible = 0.7

/** Bytes beyond ASCII from which their frequencies tell encodings apart. */
const longText = 100

/** Difference of the detector's confidence (of 100) that counts then. */
const confidenceMargin = 10

export function encodingChoice(value: string, source: Choice<string>['source'], evidence: string, rivals: readonly string[] = []): Choice<string> {
  return { value, source, evidence, alternatives: [...rivals, ...commonEncodings.filter(each => each !== value && !rivals.includes(each))] }
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
 * The encoding of a text that is not UTF-8: the one in which most characters beyond ASCII make sense where they stand
 * (`encodingPlausibility`). Where several do about as well and read the text differently, a long text is left to the
 * frequencies of its bytes; otherwise the choice is `unsure`, with the rivals as its first alternatives.
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
  if (highest >= leastPlausible && (rivals.length === 0 || isClear)) {
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
