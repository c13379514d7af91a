/**
 * How a cell of a text file is written. A form describes the characters only: `1.234` is a `PointTriple`
 * whether it means 1234 or 1.234. `columnReading` decides the meaning from all cells of the column.
 */
export const enum CellForm {
  /** Nothing, or white space. */
  Blank,
  /** A word that stands for "no value". */
  Marker,
  /** NaN or an infinity. */
  NonFinite,
  /** `1204`, exact in a float64. */
  Integer,
  /** `007`: a code, not a quantity. */
  LeadingZeros,
  /** More digits than a float64 holds: `12345678901234567890`. */
  LongInteger,
  /** `1e5`, and integers beyond 2^53 that a float64 holds exactly. */
  Exponent,
  /** `12E4`: programs do not write numbers like this, but some codes look like it. */
  CodeExponent,
  /** `1.5`, `.5`, `1234.567`, `0.125`, `1.5e3`. */
  PointDecimal,
  /** One or two digits on both sides of a point: a decimal `1.5`, but also the time 12.30 or the version 1.10. */
  ShortPoint,
  /** `09.15`: padded with a zero. */
  PaddedPoint,
  /** `1,5`, `,5`, `1234,567`, `0,125`, `1,5e3`. */
  CommaDecimal,
  /** `1.234`: three digits after a point, one to three before it. */
  PointTriple,
  CommaTriple,
  /** `1.234.567`. */
  PointGroups,
  /** Four numbers up to 255, separated by points: an IP address, or `192.168.100.200` with a point between thousands. */
  PointQuad,
  /** `1,234,567`, or `12,34,567` as written in India. */
  CommaGroups,
  /** `1.234,5`. */
  PointGroupsComma,
  /** `1,234.5`. */
  CommaGroupsPoint,
  /** `1'234`, `1'234.5`, `1'234,5`. */
  QuoteGroups,
  QuoteGroupsPoint,
  QuoteGroupsComma,
  /** `1 234`, `1 234.5`, `1 234,5`, with any kind of space. */
  SpaceGroups,
  SpaceGroupsPoint,
  SpaceGroupsComma,
  /** `true` or `false`. */
  Boolean,
  /** Digits separated by the signs of a date or a time. */
  DateLike,
  Text,
  /** Number of forms. */
  Count,
}

/** Flag added to a form: the number has a currency or percent sign, or is in parentheses, which mark a negative number. */
export const dressed = 32

/** Flag added to a form: the minus sign is U+2212, not a hyphen. */
export const typographicMinus = 64

/** Number of counters per column: one for every form, with and without `dressed`. */
export const formSlots = 64

/** The signs between digits that the parser distinguishes. */
const enum Sign {
  None,
  Point,
  Comma,
  Quote,
  Space,
}

/** Cells that mean "no value" in a column whose other cells are numbers, dates or booleans. */
export const missingMarkers: readonly string[] = [
  'NA', 'N/A', 'n/a', 'na', '#N/A', '<NA>', 'n.a.', 'N.A.', 'NULL', 'Null', 'null', 'None', 'none', 'nil', 'NaT', '\\N', '?', '-', '--', '—', '–', '.', '..',
  '#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#NULL!',
]
const markers: ReadonlySet<string> = new Set(missingMarkers)
const nonFinite: ReadonlySet<string> = new Set(['nan', 'inf', 'infinity'])

/** Bytes of the longest word with a form of its own; a longer cell that is not a number is text. */
const maxWordBytes = 10
/** A float64 holds every integer of up to this many digits exactly. */
const exactDigits = 15
/** A cell of more bytes is text; it is not examined. */
const maxNumberBytes = 64

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

/** The form of the cell in `bytes[start, end)`, in UTF-8 and without its quotes. */
export function cellForm(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && (bytes[start] === 0x20 || bytes[start] === 0x09)) start++
  while (end > start && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0x09)) end--
  if (start === end) return CellForm.Blank
  if (end - start > maxNumberBytes) return CellForm.Text
  const first = bytes[start]
  if (isDigit(first)) {
    const form = numberForm(bytes, start, end, false)
    if (form !== CellForm.Text) return form
    const bare = withoutSuffix(bytes, start, end)
    return bare < end ? dress(numberForm(bytes, start, bare, false)) : isDateLike(bytes, start, end) ? CellForm.DateLike : CellForm.Text
  }
  return oddForm(bytes, start, end)
}

/** The form of a cell that does not begin with a digit. */
function oddForm(bytes: Uint8Array, start: number, end: number): number {
  // No word has a digit as its second character, so negative numbers are not compared with words.
  if (end - start <= maxWordBytes && !isDigit(bytes[start + 1])) {
    const word = wordForm(bytes, start, end)
    if (word !== CellForm.Text) return word
  }
  if (bytes[start] === 0x28 && bytes[end - 1] === 0x29) { // (1,234)
    const inner = prefixEnd(bytes, start + 1, end - 1)
    return dress(numberForm(bytes, inner, withoutSuffix(bytes, inner, end - 1), true))
  }
  const afterSign = signEnd(bytes, start, end)
  const isSigned = afterSign > start
  const minus = bytes[start] === 0xe2 && isSigned ? typographicMinus : 0
  const form = numberForm(bytes, afterSign, end, isSigned)
  if (form !== CellForm.Text) return form | minus
  const inner = prefixEnd(bytes, afterSign, end)
  const innerSign = isSigned ? inner : signEnd(bytes, inner, end)
  const bare = withoutSuffix(bytes, innerSign, end)
  return inner > afterSign || bare < end ? dress(numberForm(bytes, innerSign, bare, isSigned || innerSign > inner)) : CellForm.Text
}

function dress(form: number): number {
  return form === CellForm.Text ? CellForm.Text : form | dressed
}

function wordForm(bytes: Uint8Array, start: number, end: number): number {
  let word = ''
  for (let i = start; i < end; i++) word += String.fromCharCode(bytes[i])
  if (bytes[start] === 0xe2) word = Buffer.from(bytes.subarray(start, end)).toString('utf8')
  if (markers.has(word)) return CellForm.Marker
  const lower = word.toLowerCase()
  if (lower === 'true' || lower === 'false') return CellForm.Boolean
  return nonFinite.has(lower.replace(/^[+-]/, '')) ? CellForm.NonFinite : CellForm.Text
}

/** Index after `+`, `-` or the minus sign U+2212, if one is at `at`. */
function signEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) return at + 1
  return end - at > 3 && bytes[at] === 0xe2 && bytes[at + 1] === 0x88 && bytes[at + 2] === 0x92 ? at + 3 : at
}

/** Index after `$`, `£`, `€` or `¥` and the white space that follows it, if one is at `at`. */
function prefixEnd(bytes: Uint8Array, at: number, end: number): number {
  let after = at
  if (bytes[at] === 0x24) after = at + 1
  else if (bytes[at] === 0xc2 && (bytes[at + 1] === 0xa3 || bytes[at + 1] === 0xa5)) after = at + 2
  else if (bytes[at] === 0xe2 && bytes[at + 1] === 0x82 && bytes[at + 2] === 0xac) after = at + 3
  while (after > at && after < end && spaceLength(bytes, after) > 0) after += spaceLength(bytes, after)
  return after
}

/** End of the number that comes before `%`, `$`, `£`, `€` or `¥`. */
function withoutSuffix(bytes: Uint8Array, start: number, end: number): number {
  let before = end
  if (bytes[end - 1] === 0x25 || bytes[end - 1] === 0x24) before = end - 1
  else if (bytes[end - 2] === 0xc2 && (bytes[end - 1] === 0xa3 || bytes[end - 1] === 0xa5)) before = end - 2
  else if (bytes[end - 3] === 0xe2 && bytes[end - 2] === 0x82 && bytes[end - 1] === 0xac) before = end - 3
  if (before === end) return end
  while (before > start && (bytes[before - 1] === 0x20 || (bytes[before - 2] === 0xc2 && bytes[before - 1] === 0xa0) ||
    (bytes[before - 3] === 0xe2 && bytes[before - 2] === 0x80 && bytes[before - 1] === 0xaf))) {
    before -= bytes[before - 1] === 0x20 ? 1 : bytes[before - 1] === 0xa0 ? 2 : 3
  }
  return before
}

/** Number of bytes of the space at `at`: plain, no-break (U+00A0), thin (U+2009) or narrow no-break (U+202F). */
function spaceLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x20) return 1
  if (bytes[at] === 0xc2 && bytes[at + 1] === 0xa0) return 2
  return bytes[at] === 0xe2 && bytes[at + 1] === 0x80 && (bytes[at + 2] === 0xaf || bytes[at + 2] === 0x89) ? 3 : 0
}

/** The form of a number without its sign; `Text` if the bytes are not a number. */
function numberForm(bytes: Uint8Array, start: number, end: number, isSigned: boolean): number {
  if (start >= end) return CellForm.Text
  let run = 0
  let firstRun = -1
  let lastGroup = 0
  let grouping: Sign = Sign.None
  let groups = 0
  let decimal: Sign = Sign.None
  let inThrees = true
  let inTwos = true
  let hasExponent = false
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (isDigit(byte)) {
      run++
      continue
    }
    let sign: Sign
    if (byte === 0x2e) sign = Sign.Point
    else if (byte === 0x2c) sign = Sign.Comma
    else if (byte === 0x27) sign = Sign.Quote
    else if (byte === 0x65 || byte === 0x45) {
      if (!isExponent(bytes, i + 1, end)) return CellForm.Text
      hasExponent = true
      break
    } else if (byte === 0xe2 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x99) {
      sign = Sign.Quote
      i += 2
    } else {
      const length = spaceLength(bytes, i)
      if (length === 0) return CellForm.Text
      sign = Sign.Space
      i += length - 1
    }
    if (firstRun < 0) {
      firstRun = run
      grouping = sign
      groups = 1
    } else if (decimal === Sign.None && sign === grouping) {
      if (run !== 3) inThrees = false
      if (run !== 2) inTwos = false
      groups++
    } else if (decimal === Sign.None && sign <= Sign.Comma) {
      decimal = sign
      lastGroup = run
    } else return CellForm.Text
    run = 0
  }
  if (firstRun < 0) return run === 0 ? CellForm.Text : wholeForm(bytes, start, { digits: run, hasExponent })
  if (decimal === Sign.None && groups === 1 && grouping <= Sign.Comma) {
    return singleForm(bytes[start], { isPoint: grouping === Sign.Point, before: firstRun, after: run, hasExponent, isSigned })
  }
  const last = decimal === Sign.None ? run : lastGroup
  const inIndia = grouping === Sign.Comma && groups > 1 && inTwos && firstRun <= 2
  const isGrouped = firstRun >= 1 && firstRun <= 3 && last === 3 && (inThrees || inIndia) && bytes[start] !== 0x30
  if (!isGrouped || (decimal !== Sign.None && run === 0) || (hasExponent && decimal === Sign.None)) return CellForm.Text
  if (decimal === Sign.None && firstRun + (inThrees ? 3 * groups : 2 * groups + 1) > exactDigits) return CellForm.Text
  switch (grouping) {
    case Sign.Point: return decimal === Sign.None ? (isQuad(bytes, start, end) ? CellForm.PointQuad : CellForm.PointGroups) : CellForm.PointGroupsComma
    case Sign.Comma: return decimal === Sign.None ? CellForm.CommaGroups : CellForm.CommaGroupsPoint
    case Sign.Quote: return decimal === Sign.None ? CellForm.QuoteGroups : decimal === Sign.Point ? CellForm.QuoteGroupsPoint : CellForm.QuoteGroupsComma
    default: return decimal === Sign.None ? CellForm.SpaceGroups : decimal === Sign.Point ? CellForm.SpaceGroupsPoint : CellForm.SpaceGroupsComma
  }
}

/** Whether a number with points between its groups consists of four groups up to 255. */
function isQuad(bytes: Uint8Array, start: number, end: number): boolean {
  const parts = Buffer.from(bytes.subarray(start, end)).toString('latin1').split('.')
  return parts.length === 4 && parts.every(part => Number(part) <= 255)
}

/** The form of a number without a sign between its digits. */
function wholeForm(bytes: Uint8Array, start: number, { digits, hasExponent }: { readonly digits: number; readonly hasExponent: boolean }): number {
  if (hasExponent) return digits > 1 && isDigit(bytes[start + digits + 1]) ? CellForm.CodeExponent : CellForm.Exponent
  if (digits > 1 && bytes[start] === 0x30) return digits <= exactDigits ? CellForm.LeadingZeros : CellForm.LongInteger
  if (digits <= exactDigits) return CellForm.Integer
  const text = Buffer.from(bytes.subarray(start, start + digits)).toString('latin1')
  if (BigInt(Number(text)) !== BigInt(text)) return CellForm.LongInteger
  return Number.isSafeInteger(Number(text)) ? CellForm.Integer : CellForm.Exponent
}

interface SingleSign {
  readonly isPoint: boolean
  /** Number of digits before the sign; `after` is the number after it. */
  readonly before: number
  readonly after: number
  readonly hasExponent: boolean
  readonly isSigned: boolean
}

/** The form of a number with one point or comma. */
function singleForm(first: number, { isPoint, before, after, hasExponent, isSigned }: SingleSign): number {
  if (before + after === 0 || (!isPoint && after === 0)) return CellForm.Text
  if (after === 3 && before >= 1 && before <= 3 && first !== 0x30 && !hasExponent) return isPoint ? CellForm.PointTriple : CellForm.CommaTriple
  if (!isPoint) return CellForm.CommaDecimal
  const isShort = before >= 1 && before <= 2 && after >= 1 && after <= 2 && !hasExponent && !isSigned
  return !isShort ? CellForm.PointDecimal : before === 2 && first === 0x30 ? CellForm.PaddedPoint : CellForm.ShortPoint
}

function isExponent(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
  if (at >= end) return false
  for (let i = at; i < end; i++) if (!isDigit(bytes[i])) return false
  return true
}

/** Whether the bytes are digits with two or more of `-`, `/`, `.` and `:` among them; `T`, `Z`, `+` and spaces are allowed. */
function isDateLike(bytes: Uint8Array, start: number, end: number): boolean {
  let signs = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (byte === 0x2d || byte === 0x2f || byte === 0x2e || byte === 0x3a) signs++
    else if (!isDigit(byte) && byte !== 0x20 && byte !== 0x2b && byte !== 0x54 && byte !== 0x5a) return false
  }
  return signs >= 2
}
