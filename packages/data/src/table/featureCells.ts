import { columnIndex } from '../columns/featureColumns.js'
import { featureLevels, hasLevels, type CountedValue } from '../columns/featureLevels.js'
import type { Dataset } from '../dataset.js'
import { literal } from '../duckdb/literals.js'
import type { Database } from '../duckdb/database.js'
import { FeatureRoleError, TooManyLevelsError } from '../errors/roleErrors.js'
import { placeOf } from '../errors/wording.js'
import type { DatePart, FeatureColumn, RoleRequest } from '../featureRoles.js'
import { readDates } from './momentSql.js'
import { cellsTable, isNumberStorage, type StagedTable, type TableColumn } from './tableColumn.js'

/** A feature, and SQL for its cells as numbers: codes of levels, counts, or numbers. NULL is a missing cell. */
export interface FeatureCells {
  readonly column: FeatureColumn
  readonly cells: string
}

/** Values of a column are counted up to this number. */
const maxCountedValues = 100_000

/** What is asked of a column, and where it is. */
interface Asked {
  readonly name: string
  readonly request: RoleRequest
  readonly stored: TableColumn
  /** SQL for the value of the feature: a number, or the text that names its level. */
  value: string
}

/**
 * The columns as features with roles. One query counts the values of all columns with levels and checks the counts, so its time does not
 * grow with the number of statements.
 *
 * @throws {UnknownColumnError} {FeatureRoleError} {LevelOrderError} {UnknownLevelError} {TooManyLevelsError}
 */
export async function featureCells(
  database: Database,
  { dataset, staged, requests }: {
    readonly dataset: Pick<Dataset, 'columns'>
    readonly staged: StagedTable
    readonly requests: readonly (readonly [name: string, request: RoleRequest])[]
  },
): Promise<FeatureCells[]> {
  const asked: Asked[] = requests.map(([name, request]) => {
    const index = columnIndex(dataset.columns, name)
    const { type, distinct } = dataset.columns[index]
    const isDate = type === 'date'
    if (isDate && !request.date) throw new FeatureRoleError(name, request.role, 'it is a date', `Say how to read it, such as date: 'days' or date: 'month'.`)
    if (!isDate && request.date) throw new FeatureRoleError(name, request.role, `its type is ${type}, and date is for columns of dates`, `Leave out date, or give the column the type date.`)
    if (!isDate && !hasLevels(request.role) && type !== 'number') {
      throw new FeatureRoleError(name, request.role, `its type is ${type}`, 'Use the role category, or give it the type number if its cells are numbers.')
    }
    if (hasLevels(request.role) && distinct > maxCountedValues) throw new TooManyLevelsError(name, distinct, maxCountedValues)
    return { name, request, stored: staged.columns[index], value: staged.columns[index].key }
  })
  await readDateParts(database, asked.filter(({ request }) => request.date !== undefined))
  for (const each of asked) if (hasLevels(each.request.role)) each.value = levelText(each)
  const values = await countValues(database, asked, staged)
  return asked.map(({ name, request, value }, at) => {
    const { role, date = null } = request
    if (!hasLevels(role)) return { column: { name, role, levels: null, order: null, date }, cells: value }
    const { levels, order } = featureLevels(name, request, values[at])
    return { column: { name, role, levels, order, date }, cells: levelCode(value, levels!) }
  })
}

/** Replaces the value of each date by a number. */
async function readDateParts(database: Database, dates: readonly Asked[]): Promise<void> {
  const readings = await readDates(database, dates.map(({ stored }) => stored))
  dates.forEach((each, at) => {
    const { moment, fault, hasOthers } = readings[at]
    if (moment === null || hasOthers) {
      throw new FeatureRoleError(each.name, each.request.role, fault || 'its dates are not all written in one way', 'Write them as 2026-04-03 in the file.')
    }
    each.value = datePart(moment, each.request.date!)
  })
}

function datePart(moment: string, part: DatePart): string {
  return part === 'days' ? `(epoch(${moment}) / 86400)` : `CAST(date_part(${literal(part === 'weekday' ? 'isodow' : part)}, ${moment}) AS BIGINT)`
}

/** SQL for the text that names the level of a cell. Whole numbers have no decimals, whatever their storage. */
function levelText({ value, stored, request: { date } }: Asked): string {
  if (date === undefined && !isNumberStorage(stored.storage)) return `CAST(${value} AS VARCHAR)`
  const number = `CAST(${value} AS DOUBLE)`
  const isWhole = `${number} = trunc(${number}) AND abs(${number}) < ${2 ** 53}`
  return `(CASE WHEN NOT isfinite(${number}) THEN NULL WHEN ${isWhole} THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END)`
}

/** SQL for the position of the level of a text. An enumeration finds it by hashing. */
function levelCode(text: string, levels: NonNullable<FeatureColumn['levels']>): string {
  const values = levels.flatMap(({ of }, code) => of.map(value => ({ value, code })))
  const position = `enum_code(TRY_CAST(${text} AS ENUM(${values.map(({ value }) => literal(value)).join(', ')})))`
  const isPlain = values.every(({ code }, at) => code === at)
  return isPlain ? position : `([${values.map(({ code }) => code).join(', ')}][${position} + 1])`
}

/**
 * Counts the values of the columns with levels, and finds cells that are no counts.
 *
 * @returns in the order of `asked`; empty for columns without levels.
 */
async function countValues(database: Database, asked: readonly Asked[], staged: StagedTable): Promise<CountedValue[][]> {
  const parts = asked.flatMap(({ request: { role }, value }, at) => {
    if (hasLevels(role)) return [`SELECT ${at} AS at, ${value} AS value, count(*) AS rows FROM ${cellsTable} WHERE ${value} IS NOT NULL GROUP BY 2`]
    if (role !== 'count') return []
    const number = `CAST(${value} AS DOUBLE)`
    return [`SELECT ${at} AS at, arg_min(CAST(${value} AS VARCHAR), rowid) AS value, min(rowid) AS rows FROM ${cellsTable} WHERE isfinite(${number}) AND (${number} < 0 OR ${number} <> trunc(${number})) HAVING count(*) > 0`]
  })
  const values: CountedValue[][] = asked.map(() => [])
  if (parts.length === 0) return values
  for (const row of await database.rows(parts.join(' UNION ALL '))) {
    const at = Number(row['at'])
    const { name, request: { role } } = asked[at]
    if (role === 'count') {
      const first = Number(row['rows'])
      const place = placeOf(first + 1, await staged.lineOf(first))
      throw new FeatureRoleError(name, role, `${place} holds ${String(row['value'])}, and counts are whole numbers of at least 0`, 'Correct the cell, or use the role number.')
    }
    values[at].push({ value: String(row['value']), rows: Number(row['rows']) })
  }
  return values
}
