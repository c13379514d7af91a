import { familyTexts, type FittedModel, type ModelFamily, type ResultTable, type Texts } from '@mixtura/models'
import type { Invocation } from '../commands/command.js'
import { alignedTable } from '../terminal/alignedTable.js'
import { shownValue } from '../terminal/shownValue.js'

/** What a fit found, as text: what was fitted, its facts, and its tables if they are asked for. */
export function fitReport(family: ModelFamily, model: FittedModel, { language, texts, withTables }: Pick<Invocation, 'language' | 'texts'> & { readonly withTables: boolean }): string {
  const words = familyTexts(family, language)
  const { rows, columnNames } = model.table
  const facts = model.facts().map(({ name, value, unit }) => [`  ${words.facts[name]}`, [shownValue(value, texts), words.units[unit]].filter(Boolean).join(' ')])
  const tables = withTables ? model.tables().map(table => `\n${tableText(table, words, texts)}`) : []
  return [`${texts.fit.fitted(words.families[family.kind].name, rows, columnNames)}\n`, alignedTable(facts), ...tables].join('')
}

/** A table without the columns in which there is nothing. */
function tableText({ name, columns, rows }: ResultTable, words: Texts, texts: Invocation['texts']): string {
  const filled = columns.flatMap((column, at) => (rows.some(row => row[at] !== null) ? [{ column, cells: rows.map(row => row[at]) }] : []))
  const headings = filled.map(({ column }) => words.facts[column.name] ?? words.metrics[column.name])
  const lines = rows.map((_, row) => filled.map(({ cells }) => shownValue(cells[row], texts)))
  return `${words.tables[name]}\n${alignedTable([headings, ...lines], column => filled[column].cells.some(cell => typeof cell === 'number'))}`
}

/** What a fit found, as one object. */
export function fitResult(model: FittedModel, files: { readonly model?: string; readonly out?: string }): object {
  const facts = Object.fromEntries(model.facts().map(({ name, value }) => [name, value]))
  const tables = Object.fromEntries(model.tables().map(({ name, columns, rows }) => [name, rows.map(row => Object.fromEntries(columns.map((column, at) => [column.name, row[at]])))]))
  const { kind, table, options } = model
  return { event: 'result', kind, rows: table.rows, columns: table.columnNames, options, facts, tables, ...files }
}
