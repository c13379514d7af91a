import { leadingEigen } from '@mixtura/numerics'
import type { Database, SqlRow } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { UnknownColumnError, MissingValuesError } from '../errors/columnErrors.js'
import { LogarithmError, PreparationError } from '../errors/preparationErrors.js'
import { ColumnNameTakenError } from '../errors/resultErrors.js'
import { TooManyLevelsError, UnknownLevelError } from '../errors/roleErrors.js'
import { maxOneHotLevels, preparedNames, type ComponentsStep, type ImputeStep, type LogStep, type OneHotStep, type PreparationStep, type ScaleStep } from '../preparation.js'
import { addColumns, cellsTable, isNumberStorage, type StagedTable, type TableColumn } from './tableColumn.js'

/** A table with the columns of its steps, and the steps with what they learned. */
export interface PreparedTable {
  readonly columns: readonly TableColumn[]
  readonly steps: readonly PreparationStep[]
}

/** The table that a step reads, with the columns of the steps before it. */
interface Room {
  readonly database: Database
  readonly columns: readonly TableColumn[]
  readonly lineOf: StagedTable['lineOf']
  readonly signal: AbortSignal | undefined
}

/** What a step makes of the columns: one SQL expression for each of its names. */
interface Made<Step> {
  readonly step: Step
  readonly storage: string
  readonly cells: readonly string[]
}

/**
 * Adds the columns of the steps, one step after another, to the table `cells`. The other columns stay as they are.
 *
 * @throws {UnknownColumnError} {PreparationError} {LogarithmError} {MissingValuesError} {TooManyLevelsError} {UnknownLevelError} {ColumnNameTakenError}
 */
export async function prepareColumns(
  database: Database, staged: StagedTable, { steps, signal }: { readonly steps: readonly PreparationStep[]; readonly signal: AbortSignal | undefined },
): Promise<PreparedTable> {
  let columns = staged.columns
  const learned: PreparationStep[] = []
  for (const given of steps) {
    const { step, storage, cells } = await make({ database, columns, lineOf: row => staged.lineOf(row), signal }, given)
    const made = preparedNames(step).map((name, at): TableColumn => ({
      name, key: `p${columns.length + at}`, storage, detected: isNumberStorage(storage) ? 'number' : 'words', override: null, fileKey: null,
      style: { decimal: '.', thousands: '' }, missing: null,
    }))
    for (const { name } of made) if (columns.some(column => column.name.toLowerCase() === name.toLowerCase())) throw new ColumnNameTakenError(name)
    await addColumns(database, { columns: made.map((column, at) => ({ ...column, value: cells[at] })), readsFile: staged.readsFile === true }, signal)
    columns = [...columns, ...made]
    learned.push(step)
  }
  return { columns, steps: learned }
}

function make(room: Room, step: PreparationStep): Promise<Made<PreparationStep>> {
  switch (step.kind) {
    case 'impute': return impute(room, step)
    case 'log': return logarithm(room, step)
    case 'scale': return scale(room, step)
    case 'one-hot': return oneHot(room, step)
    case 'components': return components(room, step)
  }
}

function columnOf({ columns }: Room, name: string): TableColumn {
  const found = columns.find(column => column.name === name)
  if (!found) throw new UnknownColumnError(name, columns.map(column => column.name))
  return found
}

function numbersOf(room: Room, step: string, name: string): string {
  const { key, storage } = columnOf(room, name)
  if (!isNumberStorage(storage)) throw new PreparationError(step, name, 'its cells are not numbers', 'Choose a column of numbers, or give it the type number first.')
  return `CAST(${key} AS DOUBLE)`
}

/** A number as SQL, to its last bit. */
const real = (value: number): string => `CAST('${value}' AS DOUBLE)`

const finite = (value: string): string => `FILTER (WHERE isfinite(${value}))`

async function measure({ database, signal }: Room, selection: readonly string[], where = ''): Promise<SqlRow> {
  const [row] = await database.rows(`SELECT ${selection.join(', ')} FROM ${cellsTable} ${where}`, signal)
  return row
}

async function impute(room: Room, step: ImputeStep): Promise<Made<ImputeStep>> {
  const { name, column, method } = step
  const { key, storage } = columnOf(room, column)
  const isNumber = isNumberStorage(storage)
  if (!isNumber && method !== 'most-frequent') throw new PreparationError(name, column, `its cells are not numbers, and have no ${method}`, 'Use the method most-frequent.')
  const value = isNumber ? `CAST(${key} AS DOUBLE)` : `CAST(${key} AS VARCHAR)`
  const usable = isNumber ? `isfinite(${value})` : `${key} IS NOT NULL`
  let filled: unknown = step.learned?.value
  if (filled === undefined && method === 'most-frequent') {
    const [row] = await room.database.rows(`SELECT ${value} AS value FROM ${cellsTable} WHERE ${usable} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`, room.signal)
    filled = (row as SqlRow | undefined)?.['value']
  } else if (filled === undefined) {
    filled = (await measure(room, [`${method === 'mean' ? 'favg' : 'median'}(${value}) ${finite(value)} AS value`]))['value']
  }
  if (filled === undefined || filled === null) throw new PreparationError(name, column, 'all its cells are missing', 'Leave the step out.')
  if (typeof filled !== (isNumber ? 'number' : 'string')) throw new PreparationError(name, column, `its gaps cannot be filled with ${JSON.stringify(filled)}`, 'Leave learned out, so that the value is learned anew.')
  const fill = isNumber ? real(filled as number) : literal(String(filled))
  return { step: { ...step, learned: { value: filled as number | string } }, storage: isNumber ? 'DOUBLE' : 'VARCHAR', cells: [`CASE WHEN ${usable} THEN ${value} ELSE ${fill} END`] }
}

async function logarithm(room: Room, step: LogStep): Promise<Made<LogStep>> {
  const value = numbersOf(room, step.name, step.column)
  const bound = step.method === 'log' ? 0 : -1
  const { cells, zeros, row, first } = await measure(
    room, ['count(*) AS cells', `count(*) FILTER (WHERE ${value} = 0) AS zeros`, 'min(rowid) AS row', `arg_min(${value}, rowid) AS first`], `WHERE isfinite(${value}) AND ${value} <= ${bound}`,
  )
  if (Number(cells) > 0) {
    throw new LogarithmError(step.name, step.column, {
      method: step.method, cells: Number(cells), zeros: Number(zeros), value: Number(first), row: Number(row) + 1, line: await room.lineOf(Number(row)),
    })
  }
  // ln(1 + x) loses the digits of a small x: x ln(u) / (u - 1) with u = 1 + x has them (Goldberg 1991, theorem 4).
  const u = `(1 + ${value})`
  const log1p = `CASE WHEN ${u} = 1 THEN ${value} WHEN ${u} - 1 = ${value} THEN ln(${u}) ELSE ${value} * ln(${u}) / (${u} - 1) END`
  return { step, storage: 'DOUBLE', cells: [`CASE WHEN isfinite(${value}) THEN ${step.method === 'log' ? `ln(${value})` : log1p} END`] }
}

async function scale(room: Room, step: ScaleStep): Promise<Made<ScaleStep>> {
  const { name, column, method } = step
  const value = numbersOf(room, name, column)
  const learned = step.learned ?? (await measureScale(room, method, value))
  if (!(learned.scale > 0 && Number.isFinite(learned.scale) && Number.isFinite(learned.center))) {
    const fault = method === 'robust' ? 'half of its cells are equal, so that its quartiles do not differ' : 'its finite cells do not vary, or there are none'
    throw new PreparationError(name, column, fault, method === 'robust' ? 'Use the method range or largest.' : 'Leave the step out.')
  }
  return { step: { ...step, learned }, storage: 'DOUBLE', cells: [`CASE WHEN isfinite(${value}) THEN (${value} - ${real(learned.center)}) / ${real(learned.scale)} END`] }
}

async function measureScale(room: Room, method: ScaleStep['method'], value: string): Promise<{ readonly center: number; readonly scale: number }> {
  const quartiles = method === 'robust' ? [0.25, 0.5, 0.75].map((share, which) => `quantile_cont(${value}, ${share}) ${finite(value)} AS q${which}`) : []
  const row = await measure(room, [`min(${value}) ${finite(value)} AS least`, `max(${value}) ${finite(value)} AS most`, ...quartiles])
  const least = Number(row['least'] ?? NaN)
  const most = Number(row['most'] ?? NaN)
  if (method === 'range') return { center: least, scale: most - least }
  if (method === 'largest') return { center: 0, scale: Math.max(Math.abs(least), Math.abs(most)) }
  return { center: Number(row['q1'] ?? NaN), scale: Number(row['q2'] ?? NaN) - Number(row['q0'] ?? NaN) }
}

async function oneHot(room: Room, step: OneHotStep): Promise<Made<OneHotStep>> {
  const { key } = columnOf(room, step.column)
  const value = `CAST(${key} AS VARCHAR)`
  const counted = await room.database.rows(`SELECT ${value} AS value, count(*) AS rows FROM ${cellsTable} WHERE ${key} IS NOT NULL GROUP BY 1 ORDER BY min(${key}) LIMIT ${maxOneHotLevels + 1}`, room.signal)
  if (counted.length > maxOneHotLevels) {
    const { levels } = await measure(room, [`count(DISTINCT ${key}) AS levels`])
    throw new TooManyLevelsError(step.column, Number(levels), maxOneHotLevels, 'Leave the step out, or use the column with the role category.')
  }
  const levels = step.learned?.levels ?? counted.map(row => String(row['value']))
  if (levels.length === 0) throw new PreparationError(step.name, step.column, 'all its cells are missing', 'Leave the step out.')
  const unknown = counted.find(row => !levels.includes(String(row['value'])))
  if (unknown) throw new UnknownLevelError(step.column, String(unknown['value']), Number(unknown['rows']), levels)
  return { step: { ...step, learned: { levels } }, storage: 'DOUBLE', cells: levels.map(level => `CASE WHEN ${key} IS NOT NULL THEN CAST(${value} = ${literal(level)} AS DOUBLE) END`) }
}

/** Number of sums in one query, so that its plan stays small enough. */
const sumsPerQuery = 300

async function components(room: Room, step: ComponentsStep): Promise<Made<ComponentsStep>> {
  const values = step.columns.map(column => numbersOf(room, step.name, column))
  await requireComplete(room, step, values)
  const learned = step.learned ?? (await learnComponents(room, step, values))
  const { center, scale: scales, loadings } = learned
  const cells = Array.from({ length: step.count }, (_, l) =>
    values.map((value, j) => `(${value} - ${real(center[j])}) / ${real(scales[j])} * ${real(loadings[l * values.length + j])}`).join(' + '))
  return { step: { ...step, learned }, storage: 'DOUBLE', cells }
}

async function requireComplete(room: Room, { columns }: ComponentsStep, values: readonly string[]): Promise<void> {
  const row = await measure(room, values.flatMap((value, j) => [
    `count(*) FILTER (WHERE ${value} IS NULL) AS missing${j}`, `count(*) FILTER (WHERE NOT isfinite(${value})) AS odd${j}`, `min(rowid) FILTER (WHERE ${value} IS NULL OR NOT isfinite(${value})) AS row${j}`,
  ]))
  const incomplete = []
  for (const [j, name] of columns.entries()) {
    if (row[`row${j}`] === null) continue
    const first = Number(row[`row${j}`])
    incomplete.push({ name, missing: Number(row[`missing${j}`]), nonFinite: Number(row[`odd${j}`]), row: first + 1, line: await room.lineOf(first) })
  }
  if (incomplete.length > 0) throw new MissingValuesError(incomplete, 'Fill them in a step of the kind impute before this one, or leave the columns out of the components.')
}

async function learnComponents(room: Room, { name, columns, count, scaling }: ComponentsStep, values: readonly string[]): Promise<NonNullable<ComponentsStep['learned']>> {
  const size = values.length
  const moments = await measure(room, [...values.flatMap((value, j) => [`favg(${value}) AS mean${j}`, `stddev_samp(${value}) AS sd${j}`, `max(abs(${value})) AS most${j}`])])
  const center = values.map((_, j) => Number(moments[`mean${j}`]))
  const deviations = values.map((_, j) => Number(moments[`sd${j}`] ?? NaN))
  // A standard deviation below this share of the largest cell is rounding error, as in `standardizeInPlace`.
  const constant = deviations.findIndex((deviation, j) => !(deviation > 2 ** -42 * Number(moments[`most${j}`])) || !Number.isFinite(deviation))
  if (constant >= 0) throw new PreparationError(name, columns[constant], 'its cells do not vary', 'Leave the column out of the components.')
  const scales = scaling === 'none' ? values.map(() => 1) : deviations
  const centred = values.map((value, j) => `((${value} - ${real(center[j])}) / ${real(scales[j])})`)
  const pairs = centred.flatMap((one, i) => centred.slice(i).map((other, at) => ({ i, j: i + at, sql: `fsum(${one} * ${other}) / (count(*) - 1)` })))
  const covariance = new Float64Array(size * size)
  for (let from = 0; from < pairs.length; from += sumsPerQuery) {
    const some = pairs.slice(from, from + sumsPerQuery)
    const row = await measure(room, some.map(({ sql }, at) => `${sql} AS s${at}`))
    for (const [at, { i, j }] of some.entries()) covariance[i * size + j] = covariance[j * size + i] = Number(row[`s${at}`])
  }
  const { values: variances, vectors } = leadingEigen(covariance, size, count)
  let total = 0
  for (let j = 0; j < size; j++) total += covariance[j * size + j]
  const loadings = Array.from({ length: count }, (_, l) => withLargestPositive(vectors.slice(l * size, (l + 1) * size))).flat()
  return { center, scale: scales, loadings, explained: Array.from(variances.subarray(0, count), variance => variance / total) }
}

/** A direction has two signs; this is the one in which the largest entry is positive. */
function withLargestPositive(vector: Float64Array): number[] {
  const largest = vector.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0)
  return Array.from(vector, entry => (largest < 0 ? -entry : entry))
}
