import type { ColumnNote, DecimalSign, ThousandsSign } from '../dialect.js'
import type { ColumnType } from '../dataset.js'
import { CellForm, dressed } from './cellForm.js'
import type { ColumnCensus, FirstCell } from './columnCensus.js'
import { noteOf } from './columnNotes.js'

/** The caller's options that decide how a column is read. */
export interface GivenReading {
  readonly type?: ColumnType | undefined
  readonly decimal?: DecimalSign | undefined
  readonly thousands?: ThousandsSign | undefined
  /** Whether the signs are given for this column and not for the whole file. */
  readonly isOwn: boolean
  /** Whether the caller gives the words that count as missing. */
  readonly hasMissing: boolean
}

/** How the cells of one column are read. */
export interface ColumnReading {
  readonly kind: 'number' | 'boolean' | 'date' | 'words'
  readonly storage: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR'
  /** Decimal sign of a number column. */
  readonly decimal: DecimalSign
  readonly thousands: ThousandsSign
  /** Whether currency signs, percent signs and parentheses must be removed. */
  readonly isDressed: boolean
  /** Words in this column that count as missing. */
  readonly markers: readonly string[]
  /** Why the column is read like this, where that is not obvious. */
  readonly note: ColumnNote | null
  /** The first cell that does not fit the caller's options; null if the column can be read as the caller asks. */
  readonly misfit: FirstCell | null
  /** The kind that would be chosen if the caller gave no type. */
  readonly detected: ColumnReading['kind']
}

const bit = (...forms: readonly CellForm[]): number => forms.reduce((mask: number, form) => mask | (1 << form), 0)

const aside = bit(CellForm.Blank, CellForm.Marker)
const neutral = bit(CellForm.Integer, CellForm.Exponent, CellForm.CodeExponent, CellForm.NonFinite)
const codes = bit(CellForm.LeadingZeros, CellForm.LongInteger)
const pointDecimals = bit(CellForm.PointDecimal, CellForm.ShortPoint, CellForm.PaddedPoint)
const commaDecimals = bit(CellForm.CommaDecimal)
const triples = bit(CellForm.PointTriple, CellForm.CommaTriple)

/** Forms with a thousands sign, by that sign and by the decimal sign that follows the groups. */
const grouped: Readonly<Record<Exclude<ThousandsSign, ''>, { readonly whole: number; readonly point: number; readonly comma: number }>> = {
  '.': { whole: bit(CellForm.PointGroups, CellForm.PointQuad), point: 0, comma: bit(CellForm.PointGroupsComma) },
  ',': { whole: bit(CellForm.CommaGroups), point: bit(CellForm.CommaGroupsPoint), comma: 0 },
  "'": { whole: bit(CellForm.QuoteGroups), point: bit(CellForm.QuoteGroupsPoint), comma: bit(CellForm.QuoteGroupsComma) },
  ' ': { whole: bit(CellForm.SpaceGroups), point: bit(CellForm.SpaceGroupsPoint), comma: bit(CellForm.SpaceGroupsComma) },
}
const thousandsSigns: readonly ThousandsSign[] = ['', ',', '.', "'", ' ']
const decimalSigns: readonly DecimalSign[] = ['.', ',']
const groupedWithPoint = thousandsSigns.reduce((mask, sign) => mask | (sign === '' ? 0 : grouped[sign].point), 0)
const groupedWithComma = thousandsSigns.reduce((mask, sign) => mask | (sign === '' ? 0 : grouped[sign].comma), 0)

export interface NumberStyle {
  readonly decimal: DecimalSign
  readonly thousands: ThousandsSign
}

/** Forms that are numbers in a style, without the forms of codes. */
function formsOf({ decimal, thousands }: NumberStyle): number {
  let forms = neutral
  forms |= decimal === '.' ? pointDecimals | bit(CellForm.PointTriple) : commaDecimals | bit(CellForm.CommaTriple)
  if (thousands === '') return forms
  const { whole, point, comma } = grouped[thousands]
  forms |= whole | (decimal === '.' ? point : comma)
  if (thousands === '.') forms |= bit(CellForm.PointTriple)
  if (thousands === ',') forms |= bit(CellForm.CommaTriple)
  return forms
}

const allStyles = thousandsSigns.flatMap(thousands => decimalSigns.map(decimal => ({ decimal, thousands })))
  .filter(({ decimal, thousands }) => decimal !== thousands)
  .map(style => ({ style, forms: formsOf(style) }))

/** The styles in which all forms of `mask` are numbers. Styles without a thousands sign come first. */
function stylesOf(mask: number, given: GivenReading): NumberStyle[] {
  return allStyles
    .filter(({ style, forms }) => (mask & ~forms) === 0 &&
      (given.decimal ?? style.decimal) === style.decimal && (given.thousands ?? style.thousands) === style.thousands)
    .map(({ style }) => style)
}

/** Whether two of the styles give the cells of `mask` different values. Only triples (`1.234`) can have two values. */
function differ(mask: number, styles: readonly NumberStyle[]): boolean {
  const readings = (form: CellForm, sign: string): number =>
    (mask & bit(form)) === 0 ? 0 : new Set(styles.map(({ decimal }) => decimal === sign)).size
  return readings(CellForm.PointTriple, '.') > 1 || readings(CellForm.CommaTriple, ',') > 1
}

/** Decimal and thousands signs found in columns with only one possible reading, each with the first such column. */
interface FileSigns {
  readonly decimals: ReadonlyMap<DecimalSign, number>
  readonly thousands: ReadonlyMap<ThousandsSign, number>
}

export interface ReadingRequest {
  readonly census: ColumnCensus
  /** The caller's options, by column. */
  readonly given: readonly GivenReading[]
  /** Separator of the cells. If it is a comma, a point is the decimal sign. */
  readonly delimiter: string
  readonly names: readonly string[]
}

/**
 * Decides from all cells how every column is read. A column is a number column if one style of writing
 * numbers fits every cell that is not missing. If two styles fit and give different values (`1.234`), the
 * other columns of the file decide. If they cannot decide, the column stays text, with a note that names
 * both readings.
 */
export function readColumns(request: ReadingRequest): ColumnReading[] {
  const { census, given } = request
  const masks = given.map((_, column) => maskOf(census, column))
  const signs = fileSigns(masks, given)
  return given.map((own, column) => {
    const one = { column, mask: masks[column], signs }
    const reading = readColumn(request, { ...one, own })
    return own.type === undefined ? reading : { ...reading, detected: readColumn(request, { ...one, own: { ...own, type: undefined, isOwn: false } }).kind }
  })
}

/** The forms that occur in a column, one bit each. */
interface Mask {
  readonly bare: number
  readonly dressed: number
}

function maskOf(census: ColumnCensus, column: number): Mask {
  let bare = 0
  let dressedForms = 0
  for (let form = 0; form < CellForm.Count; form++) {
    if (census.count(column, form) > 0) bare |= 1 << form
    if (census.count(column, form | dressed) > 0) dressedForms |= 1 << form
  }
  return { bare, dressed: dressedForms }
}

function fileSigns(masks: readonly Mask[], given: readonly GivenReading[]): FileSigns {
  const decimals = new Map<DecimalSign, number>()
  const thousands = new Map<ThousandsSign, number>()
  for (const [column, { bare, dressed: dressedForms }] of masks.entries()) {
    const mask = bare & ~aside
    if (dressedForms !== 0 || mask === 0 || (mask & codes) !== 0) continue
    const styles = stylesOf(mask, given[column])
    if (styles.length === 0 || differ(mask, styles)) continue
    const [{ decimal, thousands: sign }] = styles
    const shown = decimal === '.' ? pointDecimals | groupedWithPoint | bit(CellForm.PointTriple) : commaDecimals | groupedWithComma | bit(CellForm.CommaTriple)
    if ((mask & shown) !== 0 && !isClock(mask) && !decimals.has(decimal)) decimals.set(decimal, column)
    if (sign !== '' && !thousands.has(sign)) thousands.set(sign, column)
  }
  return { decimals, thousands }
}

/** Whether all cells look like 12.30 or 09.15. They may be times, versions or days as well as decimals. */
function isClock(mask: number): boolean {
  return (mask & bit(CellForm.PaddedPoint)) !== 0 && (mask & ~bit(CellForm.PaddedPoint, CellForm.ShortPoint, CellForm.NonFinite)) === 0
}

interface OneColumn {
  readonly column: number
  readonly own: GivenReading
  readonly mask: Mask
  readonly signs: FileSigns
}

function readColumn(request: ReadingRequest, one: OneColumn): ColumnReading {
  const { census } = request
  const { column, own, mask } = one
  const markers = census.markers(column)
  const words = (note: ColumnNote | null = null): ColumnReading =>
    ({ kind: 'words', storage: 'VARCHAR', decimal: '.', thousands: '', isDressed: false, markers: own.hasMissing ? markers : [], note, misfit: null, detected: 'words' })
  const present = mask.bare & ~aside
  if (own.type === 'number' || (own.isOwn && own.type === undefined)) return readAsGiven(request, one, present)
  if (own.type === 'text' || own.type === 'category') return words()
  if (present === 0 && mask.dressed === 0) return { ...words(), markers }
  if (own.type === 'boolean' || own.type === 'date') return { ...words(), markers }
  if (present === bit(CellForm.Boolean) && mask.dressed === 0) return { ...words(), kind: 'boolean', detected: 'boolean', storage: 'BOOLEAN', markers }
  if (present === bit(CellForm.DateLike) && mask.dressed === 0) return { ...words(), kind: 'date', detected: 'date', markers }
  const numbers = neutral | codes | pointDecimals | commaDecimals | triples | allGroups
  const isAllNumbers = (present & ~numbers) === 0
  const number = (note: ColumnNote | null, style: NumberStyle): ColumnReading =>
    ({ ...words(note), ...style, kind: 'number', detected: 'number', storage: storageOf(present), markers })
  if (!isAllNumbers || mask.dressed !== 0) return words(noteOnWords(census, column, { present, numbers, mask }))
  if ((present & codes) !== 0) {
    const form = (present & bit(CellForm.LeadingZeros)) !== 0 ? CellForm.LeadingZeros : CellForm.LongInteger
    return words(noteOf(form === CellForm.LeadingZeros ? 'leading-zeros' : 'long-integers', census.first(column, form)!))
  }
  if ((present & bit(CellForm.PointQuad)) !== 0 && (present & ~bit(CellForm.PointQuad, CellForm.Integer, CellForm.NonFinite)) === 0) return words()
  if ((present & bit(CellForm.CodeExponent)) !== 0 && (present & ~bit(CellForm.CodeExponent, CellForm.Integer, CellForm.NonFinite)) === 0) {
    return words(noteOf('code-or-exponent', census.first(column, CellForm.CodeExponent)!))
  }
  if (present === bit(CellForm.NonFinite)) return number(null, { decimal: '.', thousands: '' })
  const styles = stylesOf(present, own)
  if (styles.length === 0) return words(noteOnMixedSigns(census, column, present))
  if (differ(present, styles)) return decideByOtherColumns(request, one, { present, styles, words, number })
  const [style] = styles
  const isShort = (present & ~bit(CellForm.ShortPoint, CellForm.PaddedPoint, CellForm.Integer, CellForm.NonFinite)) === 0
  if (own.decimal === undefined && isShort && (isClock(present) || ((present & bit(CellForm.ShortPoint)) !== 0 && one.signs.decimals.has(',')))) {
    return words(noteOf('time-or-version', firstOf(census, column, present & pointDecimals)))
  }
  return number(null, style)
}

const allGroups = thousandsSigns.reduce(
  (mask, sign) => (sign === '' ? mask : mask | grouped[sign].whole | grouped[sign].point | grouped[sign].comma), 0)

/** Chooses one of two readings by the signs in the other columns. */
function decideByOtherColumns(
  { census, delimiter, names }: ReadingRequest,
  { column, signs }: OneColumn,
  { present, styles, words, number }: {
    readonly present: number
    readonly styles: readonly NumberStyle[]
    readonly words: (note: ColumnNote) => ColumnReading
    readonly number: (note: ColumnNote, style: NumberStyle) => ColumnReading
  },
): ColumnReading {
  const form = (present & bit(CellForm.PointTriple)) !== 0 ? CellForm.PointTriple : CellForm.CommaTriple
  const sign: DecimalSign = form === CellForm.PointTriple ? '.' : ','
  const other: DecimalSign = sign === '.' ? ',' : '.'
  const first = census.first(column, form) ?? census.first(column, form | dressed)!
  const asDecimal = styles.find(({ decimal }) => decimal === sign)!
  const asThousands = styles.find(({ thousands }) => thousands === sign)!
  const decimalWitness = signs.decimals.get(sign) ?? signs.thousands.get(other)
  const thousandsWitness = signs.thousands.get(sign) ?? signs.decimals.get(other)
  if (decimalWitness !== undefined && thousandsWitness === undefined) return number(noteOf('decimal-by-column', first, { witness: names[decimalWitness] }), asDecimal)
  if (thousandsWitness !== undefined && decimalWitness === undefined) return number(noteOf('thousands-by-column', first, { witness: names[thousandsWitness] }), asThousands)
  if (decimalWitness === undefined && sign === '.' && (delimiter === ',' || delimiter === 'whitespace') && names.length > 1) {
    return number(noteOf('decimal-by-delimiter', first), asDecimal)
  }
  const digits = first.text.replaceAll(sign, '')
  return words(noteOf('decimal-or-thousands', first, { sign, asDecimal: first.text.replace(sign, '.'), asThousands: digits }))
}

/** Reads a column whose type the caller gives as number, or whose signs the caller gives. If two readings remain, the other columns decide. */
function readAsGiven(request: ReadingRequest, one: OneColumn, present: number): ColumnReading {
  const { census } = request
  const { column, own, mask } = one
  const all = present | mask.dressed
  const plain = all & ~codes
  const styles = stylesOf(plain, own)
  const isPlain = styles.length > 0
  const reading: ColumnReading = {
    kind: 'number', storage: storageOf(all), decimal: '.', thousands: '', isDressed: mask.dressed !== 0, markers: census.markers(column), note: null, misfit: null, detected: 'number',
  }
  if (!isPlain) return { ...reading, misfit: misfitOf(census, column, { all: plain, own }) }
  if (!differ(plain, styles)) return { ...reading, ...styles[0] }
  return decideByOtherColumns(request, one, {
    present: plain, styles,
    words: note => ({ ...reading, kind: 'words', storage: 'VARCHAR', note }),
    number: (note, style) => ({ ...reading, ...style, note }),
  })
}

/** The first cell that is not a number in any style that the caller allows, or that is one only in another style than cells before it. */
function misfitOf(census: ColumnCensus, column: number, { all, own }: { readonly all: number; readonly own: GivenReading }): FirstCell {
  const allowed = stylesOf(0, own)
  // Takes the style that fits most forms. The cell to name is the first that does not fit it.
  const left = allowed.map(style => all & ~formsOf(style)).reduce((least, mask) => (bits(mask) < bits(least) ? mask : least), all)
  return firstOf(census, column, left)
}

const bits = (mask: number): number => (mask === 0 ? 0 : 1 + bits(mask & (mask - 1)))

/** The first cell of a column whose form is in `mask`. */
function firstOf(census: ColumnCensus, column: number, mask: number): FirstCell {
  const cells: FirstCell[] = []
  for (let form = 0; form < CellForm.Count; form++) {
    if ((mask & (1 << form)) === 0) continue
    for (const slot of [form, form | dressed]) {
      const cell = census.first(column, slot)
      if (cell !== undefined) cells.push(cell)
    }
  }
  return cells.reduce((first, cell) => (cell.row < first.row ? cell : first))
}

/** Whole numbers without exponents are stored as integers. */
function storageOf(present: number): 'BIGINT' | 'DOUBLE' {
  const whole = bit(CellForm.Integer, CellForm.LeadingZeros) | grouped['.'].whole | grouped[','].whole | grouped["'"].whole | grouped[' '].whole
  return (present & ~whole) === 0 ? 'BIGINT' : 'DOUBLE'
}

/** A note on words in a column whose other cells are numbers; null if numbers are in the minority. */
function noteOnWords(
  census: ColumnCensus, column: number,
  { present, numbers, mask }: { readonly present: number; readonly numbers: number; readonly mask: Mask },
): ColumnNote | null {
  let bare = 0
  let dressedCells = 0
  let others = 0
  for (let form = 0; form < CellForm.Count; form++) {
    if ((aside & (1 << form)) !== 0) continue
    dressedCells += census.count(column, form | dressed)
    if ((numbers & (1 << form)) !== 0) bare += census.count(column, form)
    else others += census.count(column, form)
  }
  if (others === 0) return noteOf('signs-around', firstOf(census, column, mask.dressed))
  if (bare + dressedCells <= others) return null
  return noteOf('words-among-numbers', firstOf(census, column, present & ~numbers), { words: others, numbers: bare + dressedCells })
}

/** A note on a column in which some cells have a decimal point and others a decimal comma. */
function noteOnMixedSigns(census: ColumnCensus, column: number, present: number): ColumnNote {
  const style = (['.', ','] as const).map(decimal => ({ decimal, thousands: '' as const }))
    .map(candidate => present & ~formsOf(candidate))
    .reduce((least, mask) => (bits(mask) < bits(least) ? mask : least))
  const second = firstOf(census, column, style)
  const first = firstOf(census, column, present & ~style & ~neutral || present & ~style || present)
  return noteOf('mixed-signs', first, { second: second.text, secondLine: second.line ?? 0 })
}
