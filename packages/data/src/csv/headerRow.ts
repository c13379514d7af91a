import { cellForm, CellForm, dressed } from './cellForm.js'

/** Records below the names that are looked at. */
const sampledRecords = 200

/** Forms that are a value: numbers and dates, not words. */
function formOf(cell: string): number {
  const bytes = Buffer.from(cell)
  return cellForm(bytes, 0, bytes.length) & ~64 & ~dressed
}

/** Whether a cell is a number or a date; a missing cell is neither a value nor a word. */
export function isValueCell(cell: string): boolean {
  const form = formOf(cell)
  return form !== CellForm.Text && form !== CellForm.Blank && form !== CellForm.Marker && form !== CellForm.Boolean
}

function isDateCell(cell: string): boolean {
  return formOf(cell) === CellForm.DateLike
}

/** Whether a cell is a word: no value, and not missing. */
export function isWordCell(cell: string): boolean {
  const form = formOf(cell)
  return form === CellForm.Text || form === CellForm.Boolean
}

const isFilled = (cell: string): boolean => {
  const form = formOf(cell)
  return form !== CellForm.Blank && form !== CellForm.Marker
}

/**
 * Whether the first record names the columns, and whether the second holds their units.
 *
 * It does unless it holds a value (a number or a date) itself. With a value it still does if, in some
 * column, its cell is a word, or stands in quotes, while all cells below are values (without quotes), if
 * its values are dates over numbers, if they are years over cells that are not years, or if they number
 * the columns (`numbersColumns`).
 *
 * @param rest       the records below.
 * @param isQuotedIn whether, in a column, the first record's cell stands in quotes and none below does.
 */
export function headerCells(
  first: readonly string[], rest: readonly (readonly string[])[], isQuotedIn: (column: number) => boolean = () => false,
): { isHeader: boolean; units: string[] | null } {
  const rows = rest.slice(0, sampledRecords)
  if (!first.some(isValueCell)) return { isHeader: true, units: unitsOf(rows) }
  const below = (column: number): string[] => rows.map(row => row[column] ?? '').filter(isFilled)
  const namesValues = first.some((cell, column) =>
    (isWordCell(cell) || (isValueCell(cell) && isQuotedIn(column))) && below(column).length > 0 && below(column).every(isValueCell))
  if (namesValues) return { isHeader: true, units: unitsOf(rows) }
  const columns = [...first.keys()].filter(column => isValueCell(first[column]))
  const areDates = columns.every(column => isDateCell(first[column]) && below(column).length > 0 && below(column).every(cell => isValueCell(cell) && !isDateCell(cell)))
  return { isHeader: areDates || areYears(first, { columns, below, rows: rows.length }) || numbersColumns(first, rows), units: null }
}

/** Values in equal steps from which they are names, if no record below holds such a run. */
const fewestSteps = 5
/** Values 0, 1, 2, ... or 1, 2, 3, ... from which they are names, if most cells below are no whole numbers. */
const fewestNumbers = 3

/**
 * Whether the values of the first record are names that programs give: `0,1,2` as pandas numbers columns, also behind the
 * empty cell above its index, or wavelengths in equal steps.
 */
function numbersColumns(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (rows.length < 2) return false
  const columns = [...first.keys()].filter(column => isValueCell(first[column]))
  const names = columns.map(column => first[column].trim())
  const isNumbering = [0, 1].some(start => names.every((name, index) => name === String(index + start)))
  const labels = rows.map(([label]) => label.trim())
  const hasIndex = first[0].trim() === '' && columns.length === first.length - 1 && new Set(labels).size === labels.length && labels.every(isFilled)
  if (isNumbering && hasIndex && (columns.length > 1 || labels.every((label, row) => label === String(row)))) return true
  const isRun = (row: readonly string[]): boolean => areEqualSteps(columns.map(column => row[column] ?? ''))
  if (columns.length >= fewestSteps && isRun(first) && !rows.some(isRun)) return true
  if (!isNumbering) return false
  return columns.length >= fewestNumbers && columns.every(column => areFractions(rows.map(row => row[column] ?? '').filter(isFilled)))
}

/** Two numbers or more, each larger than the one before by the same amount. */
function areEqualSteps(cells: readonly string[]): boolean {
  const values = cells.map(cell => (cell.trim() === '' ? NaN : Number(cell)))
  const step = (values[values.length - 1] - values[0]) / (values.length - 1)
  return step > 0 && values.every((value, index) => Math.abs(value - values[0] - index * step) <= 1e-6 * step)
}

/** Years in unequal steps from which they are names, if whole numbers stand below. */
const fewestYears = 3

/**
 * Whether the values of the first record are years, each before the next or each after it, over cells that are not: beside
 * a word, or three in equal steps. One or two that are in no equal steps could be data, unless most cells below are no whole numbers.
 */
function areYears(
  first: readonly string[],
  { columns, below, rows }: { readonly columns: readonly number[]; readonly below: (column: number) => readonly string[]; readonly rows: number },
): boolean {
  const years = columns.map(column => first[column].trim())
  if (!years.every(isYear) || columns.some(column => below(column).every(isYear))) return false
  const steps = years.slice(1).map((year, index) => Number(year) - Number(years[index]))
  const isEven = steps.length > 0 && [1, 5, 10].includes(Math.abs(steps[0])) && steps.every(step => step === steps[0])
  const hasWord = first.some(isWordCell)
  if (isEven) return hasWord || (columns.length === first.length && columns.length > 2 && rows > 1)
  const isMonotone = steps.every(step => step > 0) || steps.every(step => step < 0)
  const isRecent = years.every(year => Number(year) >= 1800 && Number(year) <= 2100)
  return hasWord && isMonotone && isRecent && rows > 1 && (years.length >= fewestYears || columns.every(column => areFractions(below(column))))
}

function isYear(cell: string): boolean {
  return /^[12]\d{3}$/.test(cell.trim())
}

/** Whether most cells are no whole numbers. */
function areFractions(cells: readonly string[]): boolean {
  return cells.filter(cell => !/^[+-]?\d+$/.test(cell.trim())).length > cells.length / 2
}

/** Words that are units wherever they stand: SI and its prefixes, what is common beside it, and anything in brackets. */
const unitPattern = new RegExp(
  '^(\\[[^\\]]*\\]|\\([^)]*\\)|%|‰|°|°?[CFK]|degC|degF|deg|rad|ppm|ppb|ppt|dB|pH|' +
  '([yzafpnuµμmcdhkMGTP]|da)?(m|g|s|A|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|Ohm|S|T|H|lm|lx|Bq|Gy|Sv|L|l|eV|bar|Wh|cal|VA|B|M)([23²³])?|' +
  'min|h|hr|hrs|d|day|days|sec|yr|yrs|year|years|month|months|week|weeks|t|ha|lb|lbs|oz|in|inch|ft|mi|mph|psi|atm|mmHg|km/h|m/s|m/s[2²]|' +
  '[a-zA-Zµμ]{1,4}/[a-zA-Zµμ]{1,4}[23²³]?|USD|EUR|GBP|CHF|CNY|RMB|JPY|[$€£¥]|count|counts|units?)$',
)

/** A unit; an amount in brackets, `($2,000)`, is none. */
function isUnit(cell: string): boolean {
  return unitPattern.test(cell) && !isValueCell(cell)
}

/**
 * The units of the second record: in every column that is numbers below it, it has a unit or nothing,
 * and in one such column at least it has a unit.
 */
function unitsOf(rows: readonly (readonly string[])[]): string[] | null {
  const [units, ...rest] = rows
  if (units === undefined || rest.length === 0) return null
  const isNumbers = units.map((_, column) => {
    const below = rest.map(row => row[column] ?? '').filter(isFilled)
    return below.length > 0 && below.every(isValueCell)
  })
  const cells = units.map(cell => cell.trim())
  const areUnits = cells.every((cell, column) => !isNumbers[column] || cell === '' || cell === '-' || isUnit(cell))
  return areUnits && cells.some((cell, column) => isNumbers[column] && isUnit(cell)) ? cells : null
}
