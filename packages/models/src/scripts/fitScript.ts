import type { TableFacts } from '../contract/table.js'
import { literal } from './literal.js'

/** Where the script of a fit finds the table. */
export interface ScriptSource {
  /** Path of a file that @mixtura/data reads; 'samples.csv' by default. */
  readonly file?: string
  /** Options of `openDataset`, such as words for missing cells, as plain values; none by default. */
  readonly open?: Readonly<Record<string, unknown>>
  /** [D] names of the columns in the file; those of the table by default. */
  readonly columns?: readonly string[]
  /**
   * Scaling of the columns by `readFeatures` of @mixtura/data. By default 'standardize' if the table is scaled, with a comment that
   * says what this takes for granted.
   */
  readonly scaling?: 'none' | 'standardize'
  /** Whether rows with missing cells are left out; 'error' by default. A table that has missing cells is read with them. */
  readonly missing?: 'error' | 'omit-rows' | 'keep'
  /** The filter of the rows, as `readFeatures` takes it, as plain values; all rows by default. */
  readonly where?: Readonly<Record<string, unknown>>
}

/** The part of a script that a family writes. The lines before it define `samples`, and `labels` if the family uses labels. */
export interface FitScript {
  /** Names that are imported, by package. */
  readonly imports: Readonly<Record<string, readonly string[]>>
  /** The fit, which defines `facts`: numbers by the names of the model's facts. */
  readonly lines: readonly string[]
}

/** What the script of a fit reads from the file. */
export interface ScriptTable {
  readonly table: TableFacts
  readonly usesLabels: boolean
}

/** The script of a fit, from the file to the printed facts. */
export function composeScript({ imports, lines }: FitScript, read: ScriptTable, source: ScriptSource = {}): string {
  const packages = Object.entries({ ...imports, '@mixtura/data': ['openDataset', ...(imports['@mixtura/data'] ?? [])] })
  const sorted = packages.sort(([one], [other]) => (one < other ? -1 : 1))
  return [
    ...sorted.map(([name, names]) => `import { ${[...names].sort(byName).join(', ')} } from '${name}'`),
    '',
    `const dataset = await openDataset(${[source.file ?? 'samples.csv', ...(source.open && Object.keys(source.open).length > 0 ? [source.open] : [])].map(each => literal(each)).join(', ')})`,
    ...readingLines(read, source),
    'await dataset.close()',
    '',
    ...lines,
    '',
    'console.log(JSON.stringify(facts, null, 2))',
    '',
  ].join('\n')
}

function readingLines({ table, usesLabels }: ScriptTable, { columns: columnNames = table.columnNames, scaling: givenScaling, missing = 'error', where }: ScriptSource): string[] {
  const { missingCells, labelName } = table
  const scaling = givenScaling ?? (table.scaling ? 'standardize' : 'none')
  // The fit integrates missing cells out.
  const policy = missingCells > 0 ? 'keep' : missing
  const roles = rolesOf(table, columnNames)
  const request = { columns: columnNames, ...(roles && { roles }), ...(scaling !== 'none' && { scaling }), ...(policy !== 'error' && { missing: policy }), ...(where && { where }) }
  return [
    // The facts of the table do not say where its centres and scales come from.
    ...(table.scaling && givenScaling === undefined ? ["// The fit was to scaled columns. If that was not by their means and standard deviations, scale them here as it was."] : []),
    `const { samples${usesLabels ? ', rows' : ''} } = await dataset.readFeatures(${literal(request)})`,
    ...(usesLabels
      ? [
          `const labelOfRow = await dataset.readColumn(${literal(labelName)})`,
          'const labels = Array.from(rows, row => labelOfRow[row] as string | number)',
        ]
      : []),
  ]
}

/** The roles as `readFeatures` takes them, by the names of columns in the file. Levels are all given, so that the codes are those of the fit. */
function rolesOf({ features }: TableFacts, columnNames: readonly string[]): object | undefined {
  if (!features) return undefined
  return Object.fromEntries(features.flatMap(({ role, levels, date }, at) => {
    if (role === 'number' && !date) return []
    const given = levels?.map(({ name, of }) => (of.length === 1 && of[0] === name ? name : { name, of }))
    return [[columnNames[at], given || date ? { role, ...(given && { levels: given }), ...(date && { date }) } : role]]
  }))
}

const byName = (one: string, other: string): number => one.toLowerCase().localeCompare(other.toLowerCase())
