import { cellForm, CellForm, dressed } from './cellForm.js'

/** Number of records below the names that are examined. */
const sampledRecords = 200

/** The form of a cell without its flags. */
function formOf(cell: string): number {
  const bytes = Buffer.from(cell)
  return cellForm(bytes, 0, bytes.length) & ~64 & ~dressed
}

/** Whether a cell is a value, that is, a number or a date. A missing cell is neither a value nor a word. */
export function isValueCell(cell: string): boolean {
  const form = formOf(cell)
  return form !== CellForm.Text && form !== CellForm.Blank && form !== CellForm.Marker && form !== CellForm.Boolean
}

function isDateCell(cell: string): boolean {
  return formOf(cell) === CellForm.DateLike
}

/** Whether a cell is a word: it is neither a value nor missing. */
export function isWordCell(cell: string): boolean {
  const form = formOf(cell)
  return form === CellForm.Text || form === CellForm.Boolean
}

const isFilled = (cell: string): boolean => {
  const form = formOf(cell)
  return form !== CellForm.Blank && form !== CellForm.Marker
}

/**
 * Whether the first record names the columns, and the units that the second record holds.
 *
 * The first record names the columns if none of its cells is a value (a number or a date). If some are
 * values, it still names the columns
 * - if in some column its cell is a word, or is in quotes, while all cells below are values (without quotes),
 * - if its values are dates over numbers,
 * - if its values are years over cells that are not years (`areYears`),
 * - or if its values number the columns (`numbersColumns`).
 *
 * @param rest       the records below the first.
 * @param isQuotedIn whether, in a column, the cell of the first record is in quotes and no cell below is.
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

/** At least this many values in equal steps are names, if the values of no record below are in equal steps. */
const minSteps = 5
/** At least this many values 0, 1, 2, ... or 1, 2, 3, ... are names, if most cells below are not whole numbers. */
const minNumbers = 3

/**
 * Whether the values of the first record are names that programs give to columns: the numbers `0,1,2` that pandas writes, also
 * after an empty cell above the index, or wavelengths in equal steps.
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
  if (columns.length >= minSteps && isRun(first) && !rows.some(isRun)) return true
  if (!isNumbering) return false
  return columns.length >= minNumbers && columns.every(column => areFractions(rows.map(row => row[column] ?? '').filter(isFilled)))
}

/** Whether the cells are two or more numbers that increase by equal steps. */
function areEqualSteps(cells: readonly string[]): boolean {
  const values = cells.map(cell => (cell.trim() === '' ? NaN : Number(cell)))
  const step = (values[values.length - 1] - values[0]) / (values.length - 1)
  return step > 0 && values.every((value, index) => Math.abs(value - values[0] - index * step) <= 1e-6 * step)
}

/** At least this many years in unequal steps are names even if the cells below are whole numbers. */
const minYears = 3

/**
 * Whether the values of the first record are years that name their columns. The years must increase or decrease, and no cell below
 * may be a year. Years in steps of 1, 5 or 10 are names if the record also has a word, or if it consists of at least three years.
 * Other years need a word in the record; one or two of them are names only if most cells below are not whole numbers.
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
  return hasWord && isMonotone && isRecent && rows > 1 && (years.length >= minYears || columns.every(column => areFractions(below(column))))
}

function isYear(cell: string): boolean {
  return /^[12]\d{3}$/.test(cell.trim())
}

/** Whether most cells are not whole numbers. */
function areFractions(cells: readonly string[]): boolean {
  return cells.filter(cell => !/^[+-]?\d+$/.test(cell.trim())).length > cells.length / 2
}

/** Units: SI units with their prefixes, other common units, and anything in brackets. */
const unitPattern = new RegExp(
  '^(\\[[^\\]]*\\]|\\([^)]*\\)|%|‰|°|°?[CFK]|degC|degF|deg|rad|ppm|ppb|ppt|dB|pH|' +
  '([yzafpnuµμmcdhkMGTP]|da)?(m|g|s|A|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|Ohm|S|T|H|lm|lx|Bq|Gy|Sv|L|l|eV|bar|Wh|cal|VA|B|M)([23²³])?|' +
  'min|h|hr|hrs|d|day|days|sec|yr|yrs|year|years|month|months|week|weeks|t|ha|lb|lbs|oz|in|inch|ft|mi|mph|psi|atm|mmHg|km/h|m/s|m/s[2²]|' +
  '[a-zA-Zµμ]{1,4}/[a-zA-Zµμ]{1,4}[23²³]?|USD|EUR|GBP|CHF|CNY|RMB|JPY|[$€£¥]|count|counts|units?)$',
)

/** Whether a cell is a unit. An amount in brackets such as `($2,000)` is not. */
function isUnit(cell: string): boolean {
  return unitPattern.test(cell) && !isValueCell(cell)
}

/**
 * The units in the second record; null if it holds none. In every column with numbers below, its cell must
 * be a unit or empty, and in at least one such column it must be a unit.
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
