import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Dataset } from '@mixtura/data'
import { datasetReport, familyTexts, modelFamily, modelReport, reportPage, type FittedModel, type Language, type ReportChapter, type Table } from '@mixtura/models'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { writeWhole } from '../fitting/writeWhole.js'
import { acceptsCells } from '../tables/applyModel.js'
import { openModelInput } from '../tables/openInput.js'
import { loadModelFile } from '../tables/openModel.js'
import { requireFolderOf } from '../tables/output.js'
import { readTable } from '../tables/readTable.js'
import { rolesOfModel } from '../tables/roles.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { args, host, language, texts } = invocation
  const [file, data] = args.operands
  const html = valueOf(args, 'html')
  if (html === undefined) throw usageError(texts.usage.optionNeeded('--html FILE', texts.flags.html))
  await requireFolderOf(html, texts)
  const model = await loadModelFile(file, invocation)
  try {
    const shown = data === undefined ? undefined : await readShown(invocation, model, data)
    const { name, summary } = familyTexts(modelFamily(model.kind), language).families[model.kind]
    const body = await modelReport({ model, ...(shown && { data: shown }), origin: originOf({ model, file: basename(file), shown, texts }), language })
    const page = reportPage({
      title: name, note: '', language, chapters: [{ title: name, note: summary, body }, ...(shown ? [datasetChapter(shown, language)] : [])],
    })
    await writeWhole(html, new TextEncoder().encode(page))
    if (!isGiven(args, 'quiet')) host.stderr.write(`${texts.report.written(html)}\n`)
    return exitCodes.done
  } finally {
    model.dispose()
  }
}

interface ShownTable {
  readonly name: string
  readonly sha256: string
  readonly samples: Table['samples']
  readonly omitted: number
  readonly facts: Pick<Dataset, 'rows' | 'columns'>
}

/** The columns of the model in a table, and the hash of its file. */
async function readShown(invocation: Invocation, model: FittedModel, operand: string): Promise<ShownTable> {
  const { args, texts } = invocation
  const dataset = await openModelInput(invocation, model.table, operand)
  try {
    const { table, omitted } = await readTable(dataset, {
      columns: model.table.columnNames,
      roles: rolesOfModel(model.table),
      omitMissing: isGiven(args, 'omit-missing'),
      accepts: facts => acceptsCells(model, facts),
      texts,
    })
    const { rows, columns } = dataset
    return { name: dataset.name, sha256: await hashOf(dataset.path), samples: table.samples, omitted, facts: { rows, columns } }
  } finally {
    await dataset.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const datasetChapter = ({ name, sha256, facts: { rows, columns } }: ShownTable, language: Language): ReportChapter =>
  ({ title: name, note: '', body: datasetReport({ rows, columns, facts: [['SHA-256', sha256]], language }) })

interface Origin {
  readonly model: FittedModel
  readonly file: string
  readonly shown: ShownTable | undefined
  readonly texts: Invocation['texts']
}

/** Where the model and the rows of the page come from. */
function originOf({ model, file, shown, texts: { report } }: Origin): readonly (readonly [name: string, value: string])[] {
  const { rows, columnNames, missingCells } = model.table
  const seed = model.options['seed']
  return [
    [report.model, `${file} (${model.kind})`],
    [report.fittedTo, report.fittedRows(rows, columnNames, missingCells)],
    ...(typeof seed === 'number' ? [[report.seed, String(seed)] as const] : []),
    ...(shown ? [[report.data, report.dataRows(shown.name, shown.samples.rows, shown.omitted)] as const, ['SHA-256', shown.sha256] as const] : []),
    ...versions(),
    [report.date, `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`],
  ]
}

/** Versions of the command and of the packages that it is made of, and of Node. */
function versions(): readonly (readonly [name: string, version: string])[] {
  const read = (path: string): { readonly name: string; readonly version: string; readonly dependencies: Readonly<Record<string, string>> } =>
    JSON.parse(readFileSync(new URL(path), 'utf8')) as never
  const own = read(new URL('../package.json', import.meta.url).href)
  const parts = Object.keys(own.dependencies).map(name => read(import.meta.resolve(`${name}/package.json`)))
  return [...[own, ...parts].map(({ name, version }) => [name, version] as const), ['Node', process.versions.node]]
}
