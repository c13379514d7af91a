import { datasetReport, familyTexts, modelFamily, reportPage, type ModelFamily, type ReportChapter } from '@mixtura/models'
import type { FitSummary } from '../contract/fit.js'
import type { ReportRequest } from '../contract/report.js'
import type { Datasets } from './datasets.js'
import type { Exports } from './exports.js'
import type { Fits } from './jobs/fits.js'

export interface ReportSources {
  readonly fits: Fits
  readonly datasets: Datasets
  readonly exports: Exports
  readonly families: readonly ModelFamily[]
}

/** Writes a report on fits and their datasets as one page. The process that holds each model writes the chapter about it. */
export async function writeReport({ fits: ids, parts, title, note, language }: ReportRequest, { fits, datasets, exports, families }: ReportSources): Promise<string> {
  const chapters: ReportChapter[] = []
  const described = new Set<string>()
  for (const id of ids) {
    const fit = await fits.finished(id)
    const { summary } = fit
    const { dataset: datasetId } = summary.features
    if (parts.includes('dataset') && !described.has(datasetId)) {
      described.add(datasetId)
      const { name, title: given, note: remark, rows, columns } = datasets.summary(datasetId)
      const sha256 = await datasets.fingerprint(datasetId)
      const facts = [...(given === null ? [] : [[factNames[language].file, name] as const]), ...(sha256 === null ? [] : [['SHA-256', sha256] as const])]
      chapters.push({ title: given ?? name, note: remark, body: datasetReport({ rows, columns, facts, language }) })
    }
    const body = await fit.ask('report', {
      data: [datasets.summary(datasetId).name, ...(fit.table.whole ? [drawnNote[language](fit.table.rows.length, summary.rowsUsed)] : [])].join(' '),
      omitted: summary.rowsOmitted,
      groupNames: summary.groups.map(({ name }) => name),
      source: exports.scriptSource(fit),
      origin: originOf(summary, language),
      language,
      // A script reads a file, which rows at servers have not.
      parts: parts.filter(part => part !== 'dataset').filter(part => part !== 'script' || summary.residence !== 'servers'),
    })
    chapters.push({ title: summary.title ?? nameOf(summary, families, language), note: summary.note, body })
  }
  return reportPage({ title, note, chapters, language })
}

/** The family, with the first fact that is a whole number: "Gaussian mixture · Components 2". */
function nameOf({ family, facts }: FitSummary, families: readonly ModelFamily[], language: ReportRequest['language']): string {
  const words = familyTexts(modelFamily(family, families), language)
  const [first] = facts
  return [words.families[family]!.name, ...(first && Number.isInteger(first.value) ? [`${words.facts[first.name]!} ${String(first.value)}`] : [])].join(' · ')
}

/** What the groups and the picture of a report are of, if not all rows are in memory. */
const drawnNote = {
  en: (drawn: number, rows: number) => `(${drawn} rows drawn of ${rows}, also for the groups)`,
  zh: (drawn: number, rows: number) => `（从 ${rows} 行中抽取的 ${drawn} 行，群组表亦然）`,
} as const

const factNames = {
  en: { file: 'File', data: 'Data', rows: 'Rows used', seed: 'Seed', backend: 'Backend', device: 'Device', threads: 'Threads', seconds: 'Time', secondsUnit: 's', started: 'Started' },
  zh: { file: '文件', data: '数据', rows: '使用的行', seed: '种子', backend: '后端', device: '设备', threads: '线程数', seconds: '用时', secondsUnit: '秒', started: '开始时间' },
} as const

/** What repeats a fit: its data, seed, device, time and versions. */
function originOf({ record, rowsUsed, options, device, seconds }: FitSummary, language: ReportRequest['language']): (readonly [string, string])[] {
  const names = factNames[language]
  const seed = options['seed']
  return [
    ...(record ? [[names.data, record.data.name] as const] : []),
    ...(record?.data.sha256 ? [['SHA-256', record.data.sha256] as const] : []),
    [names.rows, String(rowsUsed)],
    ...(typeof seed === 'number' ? [[names.seed, String(seed)] as const] : []),
    ...(device ? [[names.backend, device.backend] as const, [names.device, device.name] as const] : []),
    ...(device && device.threads !== null ? [[names.threads, String(device.threads)] as const] : []),
    [names.seconds, `${Number(seconds.toPrecision(3))} ${names.secondsUnit}`],
    ...(record ? [[names.started, `${new Date(record.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`] as const] : []),
    ...(record?.versions ?? []).map(({ name, version }) => [name, version] as const),
  ]
}
