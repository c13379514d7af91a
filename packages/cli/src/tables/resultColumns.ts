import type { ResultColumn } from '@mixtura/data'
import type { Abilities, FittedModel, ImputeOptions, Label, Table } from '@mixtura/models'

type Samples = Table['samples']

/** A model, and the rows for which it is asked. */
export interface ResultRequest {
  readonly model: FittedModel
  readonly samples: Samples
  /** [N] row of the dataset of each sample. */
  readonly rows: Uint32Array
  /** Names of columns that are taken. */
  readonly taken: readonly string[]
}

/** The group of each row and, if asked for, the probability of each group. Noise is -1, or no group where groups have names. */
export async function groupColumns({ model, samples, rows, taken }: ResultRequest, withProbabilities: boolean): Promise<readonly ResultColumn[]> {
  const name = freeNames(taken)
  const columns = [labelColumn(name('group'), await model.predict!(samples), { groups: model.groups, rows })]
  if (!withProbabilities || !model.responsibilities) return columns
  return [...columns, ...matrixColumns(await model.responsibilities(samples), rows, group => name(`probability_${model.groups[group]}`))]
}

/** Log-density and anomaly score of each row, as far as the model has them. */
export async function scoreColumns({ model, samples, rows, taken }: ResultRequest): Promise<readonly ResultColumn[]> {
  const name = freeNames(taken)
  const scores = { log_density: model.logDensity, anomaly_score: model.anomalyScore } as const satisfies Readonly<Record<string, Abilities['logDensity']>>
  const columns: ResultColumn[] = []
  for (const [score, valuesOf] of Object.entries(scores)) {
    if (valuesOf) columns.push({ name: name(score), type: 'double', values: await valuesOf(samples), rows })
  }
  return columns
}

/** The code of each row. */
export async function codeColumns({ model, samples, rows, taken }: ResultRequest): Promise<readonly ResultColumn[]> {
  const name = freeNames(taken)
  return matrixColumns(await model.encode!(samples), rows, column => name(`code_${column + 1}`))
}

/**
 * The cells that a table lacks, each filled by the model. Numbers take their places in the columns of the table; names of levels, and days
 * of columns of dates, are written into a column of their own, such as `region_filled`.
 */
export async function filledColumns({ model, samples, rows, taken }: ResultRequest, options: ImputeOptions): Promise<readonly ResultColumn[]> {
  const { data } = await model.impute!(samples, options)
  const freeName = freeNames(taken)
  const { columnNames, features } = model.table
  return columnNames.flatMap((name, column): readonly ResultColumn[] => {
    const at = (row: number): number => row * samples.columns + column
    const filled = Array.from(rows.keys()).filter(row => Number.isNaN(samples.data[at(row)]))
    if (filled.length === 0) return []
    const levels = features?.[column].levels
    const filledRows = Uint32Array.from(filled, row => rows[row])
    if (levels) return [{ name: freeName(`${name}_filled`), type: 'text', values: filled.map(row => levels[data[at(row)]].name), rows: filledRows }]
    const place = features?.[column].date ? { name: freeName(`${name}_filled`) } : { name, replaces: true }
    return [{ ...place, type: 'double', values: Float64Array.from(filled, row => data[at(row)]), rows: filledRows }]
  })
}

/** Why each row belongs to its group rather than to the runner-up, and how far it lies from it, column by column. */
export async function explanationColumns({ model, samples, rows, taken }: ResultRequest): Promise<readonly ResultColumn[]> {
  const { labels, runnersUp, logOdds, intercepts, weightsOfEvidence, squaredDistances, tailProbabilities } = await model.explain!(samples)
  const name = freeNames(taken)
  const { groups, table: { columnNames } } = model
  const numbers = (wanted: string, values: Float64Array): ResultColumn => ({ name: name(wanted), type: 'double', values, rows })
  return [
    labelColumn(name('group'), labels, { groups, rows }),
    labelColumn(name('runner_up'), runnersUp, { groups, rows }),
    numbers('log_odds', logOdds),
    numbers('log_odds_intercept', intercepts),
    ...matrixColumns(weightsOfEvidence, rows, column => name(`log_odds_${columnNames[column]}`)),
    ...matrixColumns(squaredDistances, rows, column => name(`squared_distance_${columnNames[column]}`)),
    numbers('tail_probability', tailProbabilities),
  ]
}

/** The columns of a matrix, whose rows are those of the dataset in `rows`. */
export function matrixColumns({ data, rows: count, columns }: Samples, rows: Uint32Array, nameOf: (column: number) => string): readonly ResultColumn[] {
  return Array.from({ length: columns }, (_, column) => ({
    name: nameOf(column),
    type: 'double',
    values: Float64Array.from({ length: count }, (_, row) => data[row * columns + column]),
    rows,
  }))
}

/** The largest number of a column of the type `integer`. */
const maxInteger = 2 ** 31 - 1

/** Rows of a model as a table would hold them: levels by their names, and whole numbers for counts that 32 bits hold. */
export function cellColumns(samples: Samples, rows: Uint32Array, { columnNames, features }: FittedModel['table']): readonly ResultColumn[] {
  return matrixColumns(samples, rows, column => columnNames[column]).map((column, at) => {
    const { role = 'number', levels } = features?.[at] ?? {}
    const values = column.values as Float64Array
    if (levels) return { ...column, type: 'text', values: Array.from(values, code => levels[code].name) }
    return role === 'count' && values.every(count => count <= maxInteger) ? { ...column, type: 'integer', values: Int32Array.from(values) } : column
  })
}

/** Indices of groups by the names of the groups: whole numbers, numbers or texts. */
export function labelColumn(name: string, indices: Int32Array, { groups, rows }: { readonly groups: readonly Label[]; readonly rows: Uint32Array }): ResultColumn {
  if (groups.every(group => Number.isInteger(group) && Math.abs(Number(group)) < 2 ** 31)) {
    return { name, type: 'integer', values: indices.map(index => (index < 0 || groups.length === 0 ? index : Number(groups[index]))), rows }
  }
  const named = Array.from(indices.keys()).filter(at => indices[at] >= 0)
  const namedRows = Uint32Array.from(named, at => rows[at])
  return groups.every(group => typeof group === 'number')
    ? { name, type: 'double', values: Float64Array.from(named, at => Number(groups[indices[at]])), rows: namedRows }
    : { name, type: 'text', values: named.map(at => String(groups[indices[at]])), rows: namedRows }
}

/** Gives each column a name that no other has: `group`, or else `group_2`, `group_3` and so on. Capitals do not count. */
export function freeNames(taken: readonly string[]): (wanted: string) => string {
  const used = new Set(taken.map(name => name.toLowerCase()))
  return wanted => {
    let name = wanted
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${wanted}_${number}`
    used.add(name.toLowerCase())
    return name
  }
}
