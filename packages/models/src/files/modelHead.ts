import { isRecord } from '@mixtura/numerics/validation'
import type { Curve, Fact, ResultTable } from '../contract/fittedModel.js'
import { hasLevels, tableRoles, type ColumnScaling, type FeatureRole, type Label, type TableFacts } from '../contract/table.js'
import { InvalidModelFileError } from './invalidModelFileError.js'
import type { ModelFile } from './modelFile.js'

/** What the file of every model stores beside the family's own part. */
export interface ModelHead {
  /** As the schema of the family reads them. */
  readonly options: unknown
  readonly table: TableFacts
  readonly groups: readonly Label[]
  readonly facts: readonly Fact[]
  readonly curves: readonly Curve[]
  readonly tables: readonly ResultTable[]
}

type Claim = readonly [expected: string, holds: (value: unknown) => boolean]

const isList: Claim = ['a list', Array.isArray]
const isText: Claim = ['a text', value => typeof value === 'string']
const isNumber: Claim = ['a number', value => typeof value === 'number']
const isValue: Claim = ['a number, a text or a truth value', value => ['number', 'string', 'boolean'].includes(typeof value)]

/** Fields of the entries of each list. */
const entryFields: Readonly<Record<string, Readonly<Record<string, Claim>>>> = {
  facts: { name: isText, value: isValue, unit: isText },
  curves: { name: isText, unit: isText, step: isText, steps: isList, values: isList },
  tables: { name: isText, columns: isList, rows: isList },
}

const tableFields: Readonly<Record<string, Claim>> = { rows: isNumber, columns: isNumber, columnNames: isList, missingCells: isNumber, labelName: isText }

/** @throws {InvalidModelFileError} for a head whose fields are not as `ModelHead` has them. */
export function readHead({ head, isScaled }: Pick<ModelFile, 'head' | 'isScaled'>): ModelHead {
  const { options, table, groups, facts, curves, tables } = head
  requireFields('table', table, tableFields)
  requireClaim('groups', groups, isList)
  for (const [name, list] of Object.entries({ facts, curves, tables })) {
    requireClaim(name, list, isList)
    for (const [at, entry] of (list as readonly unknown[]).entries()) requireFields(`${name}[${at}]`, entry, entryFields[name])
  }
  requireMissingOfColumns(table as unknown as TableFacts)
  requireFeatures(table as unknown as TableFacts)
  const known = table as unknown as Omit<TableFacts, 'scaling'> & { readonly scaling?: unknown }
  return { options, table: { ...known, scaling: readScaling(known.scaling, known.columns, isScaled) }, groups, facts, curves, tables } as unknown as ModelHead
}

function requireMissingOfColumns({ missingOfColumns, columns }: TableFacts): void {
  if (missingOfColumns === undefined) return
  const isListOfCounts: Claim[1] = list => Array.isArray(list) && list.length === columns && list.every(count => Number.isSafeInteger(count) && Number(count) >= 0)
  requireClaim('table.missingOfColumns', missingOfColumns, [`${columns} counts`, isListOfCounts])
}

/** Files of tables of numbers alone have no such field. */
function requireFeatures({ features, columns }: TableFacts): void {
  if (features === undefined) return
  const isFeature: Claim[1] = feature =>
    isRecord(feature) && tableRoles.includes(feature['role'] as FeatureRole) &&
    (hasLevels(feature['role'] as FeatureRole) ? Array.isArray(feature['levels']) && feature['levels'].every(isLevel) : feature['levels'] === null)
  requireClaim('table.features', features, [`${columns} features`, list => Array.isArray(list) && list.length === columns && list.every(isFeature)])
}

const isLevel = (level: unknown): boolean => isRecord(level) && typeof level['name'] === 'string' && Array.isArray(level['of'])

/** Null for models of columns as they are, whose files may lack the field. */
function readScaling(scaling: unknown, columns: number, isScaled: boolean): ColumnScaling | null {
  if (!isScaled) return null
  const isListOf = (holds: (value: unknown) => boolean): Claim[1] => list => Array.isArray(list) && list.length === columns && list.every(holds)
  requireFields('table.scaling', scaling, {
    center: [`${columns} numbers`, isListOf(Number.isFinite)],
    scale: [`${columns} numbers above 0`, isListOf(value => Number.isFinite(value) && Number(value) > 0)],
  })
  return scaling as ColumnScaling
}

function requireFields(path: string, value: unknown, fields: Readonly<Record<string, Claim>>): void {
  requireClaim(path, value, ['an object', isRecord])
  for (const [name, claim] of Object.entries(fields)) requireClaim(`${path}.${name}`, (value as Readonly<Record<string, unknown>>)[name], claim)
}

function requireClaim(path: string, value: unknown, [expected, holds]: Claim): void {
  if (!holds(value)) throw new InvalidModelFileError(path, expected, actualKind(value))
}

function actualKind(value: unknown): string {
  if (value === undefined) return 'absent'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return value === null ? 'null' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}
