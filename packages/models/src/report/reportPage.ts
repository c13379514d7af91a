import { familyTexts, modelFamily, optionToText, describeOptions, tableFacts, type FittedModel, type Language, type ScriptSource, type Texts } from '@mixtura/models'
import { shownNumber, shownValue } from '../terminal/shownValue.js'
import type { CliTexts } from '../texts/vocabulary.js'
import { colourOf } from './axes.js'
import { curveFigure, scatterFigure } from './figures.js'
import { plainestColumns, groupProfiles, type GroupProfile } from './groupProfiles.js'
import { markup, type Markup } from './markup.js'
import type { Table } from '@mixtura/models'

/** Rows that are drawn from a model if there is no table to show. */
const drawnRows = 1000

export interface ReportContent {
  readonly model: FittedModel
  /** Name of the model's file. */
  readonly file: string
  /** The table that the model is shown on. */
  readonly data?: { readonly name: string; readonly sha256: string; readonly samples: Table['samples']; readonly omitted: number }
  /** Versions by package, and of Node. */
  readonly versions: readonly (readonly [name: string, version: string])[]
  readonly date: Date
  readonly language: Language
  readonly texts: CliTexts
}

/** A page that says all of a model. It stands alone: it has no script, and asks for no other file. */
export async function reportPage(content: ReportContent): Promise<string> {
  const { model, file, language, texts } = content
  const words = familyTexts(modelFamily(model.kind), language)
  const { name, summary } = words.families[model.kind]
  const { report } = texts
  const sections = [
    section(report.facts, factTable(model, words, texts)),
    ...(await groupSections(content)),
    ...(model.curves().length > 0 ? [section(report.curves, markup`${model.curves().map(curve => figureOf(curveFigure(curve, words), words.metrics[curve.name]))}`)] : []),
    ...model.tables().map(table => section(words.tables[table.name], resultTable(table, words, texts))),
    section(report.options, optionTable(model, words)),
    section(report.script, markup`<p>${report.scriptNote}</p><pre>${model.script(scriptSource(content))}</pre>`),
    section(report.origin, originTable(content)),
  ]
  return `<!doctype html>\n${markup`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}: ${file}</title><style>${style}</style></head><body><main>
<h1>${name}</h1><p>${summary}</p>
${sections}
</main></body></html>
`.text}`
}

/** What the script reads: the table of the page if it can be that of the fit, which it then names. */
function scriptSource({ model: { table }, data }: ReportContent): ScriptSource {
  if (!data) return {}
  const { rows, columns, missingCells } = tableFacts({ samples: data.samples })
  const isAsFitted = rows === table.rows && columns === table.columns && missingCells === table.missingCells
  return isAsFitted ? { file: data.name, ...(data.omitted > 0 && { missing: 'omit-rows' as const }) } : {}
}

/** Profiles and a scatter of the rows, as far as the model has groups and a plane. */
async function groupSections({ model, data, texts: { report } }: ReportContent): Promise<readonly Markup[]> {
  const drawn = data === undefined && model.sample ? await model.sample(drawnRows, { seed: 0 }) : undefined
  const samples = data?.samples ?? drawn?.samples
  if (!samples) return []
  const labels = data ? await model.predict?.(data.samples) : drawn?.labels
  const { columnNames, imageShape } = model.table
  if (imageShape) return []
  const profiles = labels ? groupProfiles(samples, labels, model.groups) : []
  const caption = data ? report.scatterOfData(data.name) : report.scatterOfDraws(drawnRows)
  return [
    ...(profiles.length > 0 && data ? [section(report.groups, markup`<p>${report.intervalNote}</p>${profileTable(profiles, { columnNames, total: samples.rows }, report)}`)] : []),
    ...(samples.columns > 1
      ? [section(report.scatter, figureOf(scatterFigure({
          samples, labels, groups: model.groups, columns: plainestColumns(profiles, samples), columnNames, components: model.components?.(), title: caption,
        }), caption))]
      : []),
  ]
}

const section = (title: string, body: Markup): Markup => markup`<section><h2>${title}</h2>${body}</section>\n`

const figureOf = (drawing: Markup, caption: string): Markup => markup`<figure>${drawing}<figcaption>${caption}</figcaption></figure>`

const table = (headings: readonly string[], rows: readonly Markup[]): Markup =>
  markup`<div class="wide"><table>${headings.length > 0 ? markup`<thead><tr>${headings.map(heading => markup`<th scope="col">${heading}</th>`)}</tr></thead>` : ''}<tbody>${rows}</tbody></table></div>`

const pairs = (rows: readonly (readonly [string, string])[]): Markup => table([], rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`))

const factTable = (model: FittedModel, words: Texts, texts: CliTexts): Markup =>
  pairs(model.facts().map(({ name, value, unit }) => [words.facts[name], [shownValue(value, texts), words.units[unit]].filter(Boolean).join(' ')]))

function optionTable({ kind, options }: FittedModel, words: Texts): Markup {
  return pairs(describeOptions(modelFamily(kind).options).map(({ name, text, unit }) => {
    const value = optionToText(options[name])
    return [words.options[text].name, [words.choices[value] ?? value, words.units[unit]].filter(Boolean).join(' ')]
  }))
}

function resultTable({ columns, rows }: ReturnType<FittedModel['tables']>[number], words: Texts, texts: CliTexts): Markup {
  const filled = columns.flatMap((column, at) => (rows.some(row => row[at] !== null) ? [{ name: words.facts[column.name] ?? words.metrics[column.name], at }] : []))
  return table(filled.map(({ name }) => name), rows.map(row => markup`<tr>${filled.map(({ at }) => cellOf(shownValue(row[at], texts), typeof row[at] === 'number'))}</tr>`))
}

const cellOf = (text: string, isNumber: boolean): Markup => markup`<td${isNumber ? markup` class="number"` : ''}>${text}</td>`

function profileTable(profiles: readonly GroupProfile[], { columnNames, total }: { readonly columnNames: readonly string[]; readonly total: number }, report: CliTexts['report']): Markup {
  return table([report.group, report.rows, ...columnNames], profiles.map(({ group, label, rows, means, margins }) => markup`<tr>
<th scope="row"><span class="dot" style="background:${colourOf(group)}"></span>${group < 0 ? report.noise : (label ?? group)}</th>
${cellOf(`${rows} (${(100 * rows / total).toFixed(1)} %)`, true)}
${means.map((mean, i) => cellOf(Number.isNaN(mean) ? '' : [shownNumber(mean), ...(margins[i] === null ? [] : [`± ${Number(margins[i].toPrecision(2))}`])].join(' '), true))}</tr>`))
}

function originTable({ model, file, data, versions, date, texts: { report } }: ReportContent): Markup {
  const { rows, columnNames, missingCells } = model.table
  const seed = model.options['seed']
  return pairs([
    [report.model, `${file} (${model.kind})`],
    [report.fittedTo, report.fittedRows(rows, columnNames, missingCells)],
    ...(typeof seed === 'number' ? [[report.seed, String(seed)] as const] : []),
    ...(data ? [[report.data, report.dataRows(data.name, data.samples.rows, data.omitted)] as const, ['SHA-256', data.sha256] as const] : []),
    ...versions,
    [report.date, `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
  ])
}

const style = `
:root{font:15px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}
main{max-width:960px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:1.8rem 0 .5rem;border-bottom:1px solid #ccc}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}thead th{border-bottom:1px solid #999}
tbody th{font-weight:normal;color:#444}.number{text-align:right}.wide{overflow-x:auto}
figure{margin:.5rem 0;max-width:680px}figcaption{color:#444}svg{width:100%;height:auto}
svg text{font:12px system-ui,sans-serif;fill:#333}.frame{fill:none;stroke:#999}.tick{stroke:#999}
.curve{fill:none;stroke:#0072b2;stroke-width:1.8}.ellipse{fill:none;stroke-width:1.8}
svg text.group{font-weight:bold;fill:#000;stroke:#fff;stroke-width:3;paint-order:stroke}
.dot{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.5em;print-color-adjust:exact;-webkit-print-color-adjust:exact}
pre{background:#f5f5f5;padding:.8rem;overflow-x:auto;font:13px/1.4 ui-monospace,monospace}
@media print{main{max-width:none;margin:0;padding:0}pre{white-space:pre-wrap;background:none;border:1px solid #ccc}section,figure,tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}}
`
