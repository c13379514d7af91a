import { FeatureRoleError, LevelOrderError, TooManyLevelsError, UnknownLevelError } from '../errors/roleErrors.js'
import { maxFeatureLevels, type FeatureColumn, type FeatureLevel, type FeatureRole, type LevelRequest, type RoleRequest } from '../featureRoles.js'

/** A value of a column, and the number of its rows. */
export interface CountedValue {
  readonly value: string
  readonly rows: number
}

/** Whether the cells of a feature of this role are levels. */
export function hasLevels(role: FeatureRole): boolean {
  return role !== 'number' && role !== 'count'
}

/**
 * The levels of a feature in their order: as given, else numbers by size and words by code points.
 *
 * @param values the values of the column in any order, without missing cells.
 * @throws {FeatureRoleError} {LevelOrderError} {UnknownLevelError} {TooManyLevelsError}
 */
export function featureLevels(column: string, request: RoleRequest, values: readonly CountedValue[]): Pick<FeatureColumn, 'levels' | 'order'> {
  const { role, levels: given } = request
  const found = given ? { levels: givenLevels(column, given, values), order: 'given' as const } : ownLevels(column, request, values)
  const levels = request.mergeBelow === undefined ? found.levels : mergeRare(column, request, found.levels)
  if (levels.length > maxFeatureLevels) throw new TooManyLevelsError(column, levels.length, maxFeatureLevels)
  if (levels.length < 2) {
    throw new FeatureRoleError(column, role, levels.length === 0 ? 'it has no values' : `all its cells have the level "${levels[0].name}"`, 'Leave the column out.')
  }
  if (role === 'binary' && levels.length > 2) {
    throw new FeatureRoleError(column, role, `it has ${levels.length} levels, and a binary column has two`, 'Use the role category, or join levels with the field of in levels.')
  }
  return { levels, order: found.order }
}

function givenLevels(column: string, given: readonly (string | LevelRequest)[], values: readonly CountedValue[]): readonly FeatureLevel[] {
  const rowsOf = new Map(values.map(({ value, rows }) => [value, rows]))
  const levels = given.map(level => {
    const { name, of = [name] } = typeof level === 'string' ? { name: level } : level
    return { name, of, rows: of.reduce((sum, value) => sum + (rowsOf.get(value) ?? 0), 0) }
  })
  const known = new Set(levels.flatMap(({ of }) => of))
  const unknown = values.find(({ value }) => !known.has(value))
  if (unknown) throw new UnknownLevelError(column, unknown.value, unknown.rows, levels.map(({ name }) => name))
  return levels
}

function ownLevels(column: string, { role, order }: RoleRequest, values: readonly CountedValue[]): { readonly levels: readonly FeatureLevel[]; readonly order: 'numeric' | 'alphabetical' } {
  const isNumeric = values.every(({ value }) => plainNumber.test(value))
  const ordered = [...values].sort(isNumeric ? (a, b) => Number(a.value) - Number(b.value) || byCodePoints(a.value, b.value) : (a, b) => byCodePoints(a.value, b.value))
  if (role === 'ordinal' && !isNumeric && order !== 'alphabetical') throw new LevelOrderError(column, ordered.map(({ value }) => value))
  return { levels: ordered.map(({ value, rows }) => ({ name: value, rows, of: [value] })), order: isNumeric ? 'numeric' : 'alphabetical' }
}

/** Whole and decimal numbers, whose order is that of their values. */
const plainNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

const byCodePoints = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function mergeRare(column: string, { role, mergeBelow, mergedName = 'other' }: RoleRequest, levels: readonly FeatureLevel[]): readonly FeatureLevel[] {
  if (role !== 'category') {
    throw new FeatureRoleError(column, role, 'its levels cannot be merged by their number of rows', 'Leave out mergeBelow, or join levels with the field of in levels.')
  }
  const kept = levels.filter(({ rows }) => rows >= mergeBelow!)
  const rare = levels.filter(({ rows }) => rows < mergeBelow!)
  if (rare.length === 0) return levels
  if (kept.some(({ name }) => name === mergedName)) {
    throw new FeatureRoleError(column, role, `the name "${mergedName}" of its merged level is that of another level`, 'Choose another name with mergedName.')
  }
  return [...kept, { name: mergedName, rows: rare.reduce((sum, { rows }) => sum + rows, 0), of: rare.flatMap(({ of }) => of) }]
}
