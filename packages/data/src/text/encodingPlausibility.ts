/** Maximum number of characters beyond ASCII that are examined. */
const maxCharacters = 4000

/** Signs beyond ASCII that are common in tables outside words. */
const commonSigns = new Set('€£¥¢°µ²³¹½¼¾±×÷–—‘’“”„…•§©®™«»№·ªº¿¡‰\u00A0')

/** Byte of `°` in Western European encodings. `micro` is the byte of `µ`. */
const degree = 0xb0
const micro = 0xb5

/** For each double-byte encoding, whether two bytes are a common character: a first-level ideograph, kana, hangul or punctuation. */
const commonPairs: Readonly<Record<string, (lead: number, trail: number) => boolean>> = {
  gb18030: (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)),
  big5: lead => lead >= 0xa1 && lead <= 0xc6,
  shift_jis: lead => (lead >= 0x81 && lead <= 0x83) || (lead >= 0x88 && lead <= 0x97),
  'euc-kr': (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xc8) || (lead >= 0xa1 && lead <= 0xa3)),
  'euc-jp': (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xcf) || lead === 0xa1 || (lead >= 0xa3 && lead <= 0xa5)),
}

/** A text decoded in one encoding. */
export interface Reading {
  readonly encoding: string
  readonly text: string
  /** Share of the characters beyond ASCII that make sense in their place, 0 to 1. */
  readonly plausibility: number
}

/** The sample decoded in an encoding; null if some bytes are not valid in it. The sample may end within a character. */
export function readingOf(encoding: string, sample: Buffer): Reading | null {
  try {
    const decoder = new TextDecoder(encoding, { fatal: true })
    const text = decoder.decode(sample, { stream: true })
    const isCommon = commonPairs[decoder.encoding]
    return { encoding: decoder.encoding, text, plausibility: isCommon === undefined ? plausibleLetters(text) : plausiblePairs(sample, isCommon, decoder.encoding) }
  } catch {
    return null
  }
}

/**
 * Share of common double-byte characters. Two bytes within a word of ASCII letters (`m\x8Enage`) are not counted as common: they
 * are an accented letter and the letter after it. The same holds for the signs of `°C` and `µm`.
 */
function plausiblePairs(sample: Buffer, isCommon: (lead: number, trail: number) => boolean, encoding: string): number {
  let characters = 0
  let common = 0
  let last = -1
  for (let i = 0; i < sample.length && characters < maxCharacters; i++) {
    const lead = sample[i]
    if (lead < 0x80) continue
    characters++
    if (encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf) continue // half-width kana: rare
    const isBeforeLetter = isAsciiLetter(sample[i + 1] ?? 0)
    const isInWord = isBeforeLetter && i - 1 !== last && isAsciiLetter(sample[i - 1] ?? 0)
    const isUnit = isBeforeLetter && (lead === degree || lead === micro)
    last = ++i
    if (i < sample.length && !isInWord && !isUnit && isCommon(lead, sample[i])) common++
  }
  return characters === 0 ? 0 : common / characters
}

function isAsciiLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

/** Share of the characters beyond ASCII that are letters whose case and script fit their neighbours, or signs outside words. */
function plausibleLetters(text: string): number {
  const characters = [...text]
  let looked = 0
  let plausible = 0
  for (let i = 0; i < characters.length && looked < maxCharacters; i++) {
    if (characters[i] < '\u0080') continue
    looked++
    if (isPlausible(characters[i], characters[i - 1] ?? ' ', characters[i + 1] ?? ' ')) plausible++
  }
  return looked === 0 ? 0 : plausible / looked
}

function isPlausible(character: string, before: string, after: string): boolean {
  const isLetter = (each: string): boolean => /\p{L}/u.test(each)
  if (!/[\p{Lu}\p{Ll}\p{Lo}]/u.test(character) || /[\uFB00-\uFB06ªºµ]/u.test(character)) {
    return commonSigns.has(character) && (character === '’' || character === '·' || !(isLetter(before) && isLetter(after)))
  }
  if (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(before)) return false
  const isLatin = /\p{Script=Latin}/u.test(character)
  const isForeign = (each: string): boolean => isLetter(each) && /\p{Script=Latin}/u.test(each) !== isLatin
  if (isForeign(before) || isForeign(after)) return false
  // Latin words do not have three accented letters in a row.
  return !(isLatin && isAccented(before) && isAccented(after))
}

function isAccented(character: string): boolean {
  return character >= '\u0080' && /\p{L}/u.test(character)
}
