import type { Language } from '../texts/vocabulary.js'
import { markup } from './markup.js'
import { cellOf, pairs, section, tableOf } from './parts.js'
import { reportTexts } from './reportTexts.js'
import { shownValue } from './shownValue.js'

/** What is known of a column. The numbers are those of a number column, and null for others. */
export interface ReportedColumn {
  readonly name: string
  readonly type: string
  readonly role: string
  readonly missing: number
  /** null where it was not counted. */
  readonly distinct: number | null
  readonly minimum: number | null
  readonly mean: number | null
  readonly maximum: number | null
  readonly standardDeviation: number | null
}

/** What a report on a dataset is made of. */
export interface DatasetReport {
  readonly rows: number
  readonly columns: readonly ReportedColumn[]
  /** Such as the name of the file and its hash. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly language: Language
}

/** More columns make no table that anybody reads. */
const maxColumns = 200

/** The sections about a dataset, as markup for `reportPage`: its facts, and a table of its columns. */
export function datasetReport({ rows, columns, facts, language }: DatasetReport): string {
  const texts = reportTexts(language)
  const headings = [texts.column, texts.type, texts.role, texts.missing, texts.distinct, texts.minimum, texts.mean, texts.maximum, texts.standardDeviation]
  const body = columns.slice(0, maxColumns).map(({ name, type, role, missing, distinct, minimum, mean, maximum, standardDeviation }) => markup`<tr><th scope="row">${name}</th>
${cellOf(texts.types[type] ?? type, false)}${cellOf(texts.roles[role] ?? role, false)}${[missing, distinct, minimum, mean, maximum, standardDeviation].map(value => cellOf(shownValue(value, texts), true))}</tr>`)
  return markup`<p>${texts.dataset(rows, columns.length)}</p>${pairs(facts)}${section(texts.columns, markup`${tableOf(headings, body)}${columns.length > maxColumns ? markup`<p>…</p>` : ''}`)}`.text
}
