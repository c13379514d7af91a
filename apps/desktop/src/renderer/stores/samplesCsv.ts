import type { ColumnLevels } from '../../contract/classProfiles.js'
import type { GeneratedSamples } from '../../contract/results.js'

/** A cell of a CSV file (RFC 4180). */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Samples as the text of a CSV file, with the names of levels, with the name of the group in the last column if there are groups. */
export function samplesCsv({ values, labels }: Pick<GeneratedSamples, 'values' | 'labels'>, columns: readonly string[], { nameOf, levels = [] }: { readonly nameOf: (label: number) => string; readonly levels?: ColumnLevels }): string {
  const rows = Array.from({ length: values.length / columns.length }, (_, row) => [
    ...Array.from(values.subarray(row * columns.length, (row + 1) * columns.length), (value, at) => cell(levels[at]?.[value] ?? String(value))),
    ...(labels.length > 0 ? [cell(nameOf(labels[row]!))] : []),
  ])
  const header = [...columns.map(cell), ...(labels.length > 0 ? [cell(unused('group', columns))] : [])]
  return `${[header, ...rows].map(cells => cells.join(',')).join('\n')}\n`
}

/** Returns `name`, followed by underscores if a column already has that name. */
function unused(name: string, columns: readonly string[]): string {
  return columns.includes(name) ? unused(`${name}_`, columns) : name
}
