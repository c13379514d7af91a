import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { choice, describeValue, isRecord, list, optional, type OptionReaders, record, text } from '@mixtura/numerics/validation'

/** What the cells of a column are. */
export type MixedColumnKind = 'number' | 'category' | 'ordinal' | 'binary' | 'count'

/** A measurement. Its cells are finite numbers; all columns of this kind are jointly Gaussian within a class. */
export interface NumberColumn {
  readonly kind: 'number'
  /** For messages and results; 'column 0' and so on by default. */
  readonly name?: string
}

/** One of several levels without an order. Its cells are codes: 0 is the first level. */
export interface CategoryColumn {
  readonly kind: 'category'
  readonly name?: string
  /** [L] names of the levels, two or more, all different. */
  readonly levels: readonly string[]
}

/** One of several levels in ascending order. Its cells are codes: 0 is the lowest level. */
export interface OrdinalColumn {
  readonly kind: 'ordinal'
  readonly name?: string
  /** [L] names of the levels, two or more, all different, the lowest first. */
  readonly levels: readonly string[]
  /**
   * 'adjacent' by default: the adjacent-category logit, ln p(l + 1) / p(l) = a_l + b_k, whose a_l all classes share, so that a class moves
   * the column up or down as a whole. 'categories': every class has probabilities of its own, and the order has no effect.
   */
  readonly model?: 'adjacent' | 'categories'
}

/** One of two levels. Its cells are 0 and 1. */
export interface BinaryColumn {
  readonly kind: 'binary'
  readonly name?: string
  /** Names of 0 and 1; ['0', '1'] by default. */
  readonly levels?: readonly string[]
}

/** A number of events. Its cells are whole numbers from 0. */
export interface CountColumn {
  readonly kind: 'count'
  readonly name?: string
  /** 'poisson' by default. 'negative-binomial': each class has a dispersion of its own too, variance = mean + mean² / size. */
  readonly distribution?: 'poisson' | 'negative-binomial'
}

/** A column of a mixed table. In every kind, a missing cell is NaN, null or undefined; in a column of levels or counts, -1 is one too. */
export type MixedColumn = NumberColumn | CategoryColumn | OrdinalColumn | BinaryColumn | CountColumn

/** The family of distributions of a column. */
export type MixedFamilyName = 'gaussian' | 'categories' | 'adjacent' | 'poisson' | 'negative-binomial'

/** A column as a model knows it: every field is there. */
export interface MixedColumnDescription {
  readonly kind: MixedColumnKind
  readonly name: string
  /** Names of the levels; none for numbers and counts. */
  readonly levels: readonly string[]
  readonly family: MixedFamilyName
}

const name = optional(text('age'))
const levelNames = list(text('yes'), "levels: ['no', 'yes']")

const readers: { readonly [Kind in MixedColumnKind]: OptionReaders<Extract<MixedColumn, { readonly kind: Kind }>> } = {
  number: { kind: choice(['number']), name },
  category: { kind: choice(['category']), name, levels: levelNames },
  ordinal: { kind: choice(['ordinal']), name, levels: levelNames, model: optional(choice(['adjacent', 'categories'])) },
  binary: { kind: choice(['binary']), name, levels: optional(levelNames) },
  count: { kind: choice(['count']), name, distribution: optional(choice(['poisson', 'negative-binomial'])) },
}

const kinds = Object.keys(readers) as readonly MixedColumnKind[]

/**
 * Checks the columns of a table and fills in what was left out.
 *
 * @throws {ShapeError} unless `given` is a list of columns with names that differ.
 * @throws {InvalidOptionError} for an unknown kind, or a field that is not as described.
 */
export function describeColumns(given: unknown): readonly MixedColumnDescription[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw new ShapeError('columns', 'a list with the kind of each column', describeValue(given), "Pass for example [{ kind: 'number' }, { kind: 'category', levels: ['no', 'yes'] }].")
  }
  const columns = given.map((column: unknown, at) => describeColumn(`columns[${at}]`, column, at))
  const byName = new Map<string, number>()
  columns.forEach((column, at) => {
    const first = byName.get(column.name)
    byName.set(column.name, at)
    if (first === undefined) return
    throw new ShapeError(`columns[${at}].name`, 'a name that no other column has', `'${column.name}', as that of column ${first}`, 'Give each column a name of its own, or none.')
  })
  return columns
}

/** The columns of a model, checked as those of a table are. @throws as `describeColumns`. */
export function describeAgain(described: unknown): readonly MixedColumnDescription[] {
  return describeColumns(Array.isArray(described) ? described.map((column: unknown) => (isRecord(column) ? (givenColumn(column as unknown as MixedColumnDescription) ?? column) : column)) : described)
}

function describeColumn(path: string, given: unknown, at: number): MixedColumnDescription {
  if (!isRecord(given) || !kinds.includes(given.kind as MixedColumnKind)) {
    const [thing, actual] = isRecord(given) ? [`${path}.kind`, given.kind] : [path, given]
    throw new InvalidOptionError(thing, isRecord(given) ? `one of ${kinds.map(kind => `'${kind}'`).join(', ')}` : 'a column', actual, "Pass for example { kind: 'number' }.")
  }
  const column = record(readers[given.kind as MixedColumnKind] as OptionReaders<MixedColumn>)(path, given) as MixedColumn
  const shared = { kind: column.kind, name: column.name ?? `column ${at}` }
  switch (column.kind) {
    case 'number':
      return { ...shared, levels: [], family: 'gaussian' }
    case 'category':
      return { ...shared, levels: requireLevels(path, column.levels), family: 'categories' }
    case 'ordinal':
      return { ...shared, levels: requireLevels(path, column.levels), family: column.model ?? 'adjacent' }
    case 'binary':
      return { ...shared, levels: requireLevels(path, column.levels ?? ['0', '1'], 2), family: 'categories' }
    case 'count':
      return { ...shared, levels: [], family: column.distribution ?? 'poisson' }
  }
}

function requireLevels(path: string, levels: readonly string[], exactly?: number): readonly string[] {
  const fits = exactly === undefined ? levels.length >= 2 : levels.length === exactly
  if (!fits) throw new ShapeError(`${path}.levels`, exactly === undefined ? 'two levels or more' : 'two levels', String(levels.length), 'Leave out a column that never varies, and give the others all their levels.')
  const seen = new Set<string>()
  const repeated = levels.find(level => seen.size === seen.add(level).size)
  if (repeated === undefined) return levels
  throw new ShapeError(`${path}.levels`, 'all different', `'${repeated}' twice`, 'Name each level once.')
}

/** The column as a caller would pass it; undefined for an unknown kind. */
export function givenColumn({ kind, name: named, levels, family }: MixedColumnDescription): MixedColumn | undefined {
  switch (kind) {
    case 'number':
      return { kind, name: named }
    case 'category':
    case 'binary':
      return { kind, name: named, levels }
    case 'ordinal':
      return { kind, name: named, levels, model: family as 'adjacent' | 'categories' }
    case 'count':
      return { kind, name: named, distribution: family as 'poisson' | 'negative-binomial' }
  }
}

/** A column in a message. */
export const shownColumn = ({ name: named }: MixedColumnDescription, at: number): string => (named === `column ${at}` ? named : `column ${at} ("${named}")`)

/** Numbers of the columns of numbers, and of all others, ascending. */
export function splitColumns(columns: readonly MixedColumnDescription[]): { readonly numbers: readonly number[]; readonly coded: readonly number[] } {
  const all = Array.from(columns.keys())
  return { numbers: all.filter(at => columns[at].kind === 'number'), coded: all.filter(at => columns[at].kind !== 'number') }
}
