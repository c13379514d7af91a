import type { Table } from '../contract/table.js'
import { featuresOf, hasLevels, tableFacts, type Label } from '../contract/table.js'
import type { FittedModel } from '../contract/fittedModel.js'
import { modelFamily } from '../catalogue.js'
import { describeOptions } from '../options/describeOptions.js'
import { optionToText } from '../options/optionText.js'
import type { ModelFamily } from '../contract/modelFamily.js'
import type { ScriptSource } from '../scripts/fitScript.js'
import { familyTexts } from '../texts/familyTexts.js'
import type { Language, Texts } from '../texts/vocabulary.js'
import { dot } from './axes.js'
import { classProfileTable, type GroupSizes } from './classProfileTable.js'
import { curveFigure, scatterFigure } from './figures.js'
import { groupProfiles, plainestColumns, type GroupProfile } from './groupProfiles.js'
import { markup, type Markup } from './markup.js'
import { cellOf, figureOf, pairs, section, tableOf } from './parts.js'
import { reportTexts, type ReportTexts } from './reportTexts.js'
import { candidateLines, selectionFigure, structureLegend } from './selectionFigure.js'
import { shortChoice, shownNumber, shownValue } from './shownValue.js'

/** Parts that a report on a model can have, in their order on the page. */
export const reportParts = ['facts', 'groups', 'scatter', 'curves', 'tables', 'options', 'script', 'origin'] as const
/** One of `reportParts`. */
export type ReportPart = (typeof reportParts)[number]

/** Rows that are drawn from a model if there is no table to show. */
const drawnRows = 1000

/** What a report on a model is made of. */
export interface ModelReport {
  /** A model in own units: it takes cells, and its results are those of cells. */
  readonly model: FittedModel
  /** The families that are known; those of the catalogue by default. */
  readonly families?: readonly ModelFamily[]
  /** The cells that the model is shown on. Without them, rows are drawn from it. */
  readonly data?: { readonly name: string; readonly samples: Table['samples']; readonly omitted: number }
  /** [K] what the page calls the groups; their labels by default. */
  readonly groupNames?: readonly Label[]
  /** What the script reads. By default the table of the page, if it can be that of the fit. */
  readonly source?: ScriptSource
  /** What is known of where the model comes from, such as hash, seed and versions. */
  readonly origin: readonly (readonly [name: string, value: string])[]
  readonly language: Language
  /** All of them by default. */
  readonly parts?: readonly ReportPart[]
}

/** The sections about a fitted model, as markup for `reportPage`. */
export async function modelReport(content: ModelReport): Promise<string> {
  const { model, families, language, parts = reportParts, origin } = content
  const words = familyTexts(modelFamily(model.kind, families), language)
  const texts = reportTexts(language)
  const has = (part: ReportPart): boolean => parts.includes(part)
  const tables = has('tables') ? model.tables() : []
  return markup`${[
    ...(has('facts') ? [section(texts.facts, factTable(model, words, texts))] : []),
    ...(has('groups') || has('scatter') ? await groupSections(content, has, texts) : []),
    ...(has('curves') && model.curves().length > 0 ? [section(texts.curves, markup`${model.curves().map(curve => figureOf(curveFigure(curve, words), words.metrics[curve.name]))}`)] : []),
    ...tables.map(table => section(words.tables[table.name], resultTable(table, words, texts))),
    ...(has('options') ? [section(texts.options, optionTable(model, words, families))] : []),
    ...(has('script') ? [section(texts.script, markup`<p>${texts.scriptNote}</p><pre>${model.script(content.source ?? scriptSource(content))}</pre>`)] : []),
    ...(has('origin') ? [section(texts.origin, pairs(origin))] : []),
  ]}`.text
}

/** What the script reads: the table of the page if it can be that of the fit, which it then names. */
function scriptSource({ model: { table }, data }: ModelReport): ScriptSource {
  if (!data) return {}
  const { rows, columns, missingCells } = tableFacts({ samples: data.samples })
  const isAsFitted = rows === table.rows && columns === table.columns && missingCells === table.missingCells
  return isAsFitted ? { file: data.name, ...(data.omitted > 0 && { missing: 'omit-rows' as const }) } : {}
}

/** Profiles and a scatter of the rows, as far as the model has groups and a plane. */
async function groupSections({ model, data, groupNames = model.groups }: ModelReport, has: (part: ReportPart) => boolean, texts: ReportTexts): Promise<readonly Markup[]> {
  const drawn = data === undefined && model.sample ? await model.sample(drawnRows, { seed: 0 }) : undefined
  const all = data?.samples ?? drawn?.samples
  if (!all) return []
  const labels = data ? await model.predict?.(data.samples) : drawn?.labels
  const { imageShape, features } = model.table
  if (imageShape) return []
  const classes = has('groups') && model.profiles ? [section(texts.groups, markup`<p>${texts.profileNote}</p>${classProfileTable(model.profiles(), { names: groupNames, sizes: data && labels ? groupSizes(labels, groupNames.length) : null }, texts)}`)] : []
  // Codes of levels are no measurements.
  const measured = featuresOf(all.columns, features).flatMap(({ role }, column) => (hasLevels(role) ? [] : [column]))
  if (measured.length === 0) return classes
  const samples = measured.length === all.columns ? all : columnsOf(all, measured)
  const columnNames = measured.map(column => model.table.columnNames[column])
  const profiles = labels ? groupProfiles(samples, labels, groupNames) : []
  const caption = data ? texts.scatterOfData(data.name) : texts.scatterOfDraws(drawnRows)
  return [
    ...classes,
    ...(has('groups') && !model.profiles && profiles.length > 0 && data ? [section(texts.groups, markup`<p>${texts.intervalNote}</p>${profileTable(profiles, { columnNames, total: samples.rows }, texts)}`)] : []),
    ...(has('scatter') && samples.columns > 1
      ? [section(texts.scatter, figureOf(scatterFigure({
          samples, labels, groups: groupNames, columns: plainestColumns(profiles, samples), columnNames, components: model.components?.(), title: caption,
        }), caption))]
      : []),
  ]
}

function groupSizes(labels: ArrayLike<number>, groups: number): GroupSizes {
  const counts = new Array<number>(groups).fill(0)
  for (let row = 0; row < labels.length; row++) if (labels[row] >= 0) counts[labels[row]]++
  return { counts, total: labels.length }
}

function columnsOf({ data, rows, columns }: Table['samples'], chosen: readonly number[]): Table['samples'] {
  return { data: Float64Array.from({ length: rows * chosen.length }, (_, at) => data[Math.floor(at / chosen.length) * columns + chosen[at % chosen.length]]), rows, columns: chosen.length }
}

const shownCell = (value: number | string | boolean | null, words: Texts, texts: ReportTexts): string =>
  typeof value === 'string' ? shortChoice(words, value) : shownValue(value, texts)

const factTable = (model: FittedModel, words: Texts, texts: ReportTexts): Markup =>
  pairs(model.facts().map(({ name, value, unit }) => [words.facts[name], [shownCell(value, words, texts), words.units[unit]].filter(Boolean).join(' ')]))

function optionTable({ kind, options }: FittedModel, words: Texts, families: ModelReport['families']): Markup {
  return pairs(describeOptions(modelFamily(kind, families).options).map(({ name, text, unit }) => {
    const value = optionToText(options[name])
    return [words.options[text].name, [words.choices[value] ?? value, words.units[unit]].filter(Boolean).join(' ')]
  }))
}

function resultTable(results: ReturnType<FittedModel['tables']>[number], words: Texts, texts: ReportTexts): Markup {
  const { columns, rows } = results
  const filled = columns.flatMap((column, at) => (rows.some(row => row[at] !== null) ? [{ name: words.facts[column.name] ?? words.metrics[column.name], at }] : []))
  const lines = candidateLines(results)
  return markup`${lines ? figureOf(selectionFigure(lines, words, texts), markup`${structureLegend(lines, words)}<br>${texts.selection(words.facts[lines.criterion])}`) : ''}${
    tableOf(filled.map(({ name }) => name), rows.map(row => markup`<tr>${filled.map(({ at }) => cellOf(shownCell(row[at], words, texts), typeof row[at] === 'number'))}</tr>`))}`
}

function profileTable(profiles: readonly GroupProfile[], { columnNames, total }: { readonly columnNames: readonly string[]; readonly total: number }, texts: ReportTexts): Markup {
  return tableOf([texts.group, texts.rows, ...columnNames], profiles.map(({ group, label, rows, means, margins }) => markup`<tr>
<th scope="row">${dot(group)}${group < 0 ? texts.noise : (label ?? group)}</th>
${cellOf(`${rows} (${(100 * rows / total).toFixed(1)} %)`, true)}
${means.map((mean, i) => cellOf(Number.isNaN(mean) ? '' : [shownNumber(mean), ...(margins[i] === null ? [] : [`± ${Number(margins[i].toPrecision(2))}`])].join(' '), true))}</tr>`))
}
