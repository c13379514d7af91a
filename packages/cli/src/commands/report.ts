import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FittedModel } from '@mixtura/models'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { writeWhole } from '../fitting/writeWhole.js'
import type { ReportContent } from '../report/reportPage.js'
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
    const { reportPage } = await import('../report/reportPage.js')
    const page = await reportPage({ model, file: basename(file), ...(shown && { data: shown }), versions: versions(), date: new Date(), language, texts })
    await writeWhole(html, new TextEncoder().encode(page))
    if (!isGiven(args, 'quiet')) host.stderr.write(`${texts.report.written(html)}\n`)
    return exitCodes.done
  } finally {
    model.dispose()
  }
}

/** The columns of the model in a table, and the hash of its file. */
async function readShown(invocation: Invocation, model: FittedModel, operand: string): Promise<ReportContent['data']> {
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
    return { name: dataset.name, sha256: await hashOf(dataset.path), samples: table.samples, omitted }
  } finally {
    await dataset.close()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Versions of the command and of the packages that it is made of, and of Node. */
function versions(): ReportContent['versions'] {
  const read = (path: string): { readonly name: string; readonly version: string; readonly dependencies: Readonly<Record<string, string>> } =>
    JSON.parse(readFileSync(new URL(path), 'utf8')) as never
  const own = read(new URL('../package.json', import.meta.url).href)
  const parts = Object.keys(own.dependencies).map(name => read(import.meta.resolve(`${name}/package.json`)))
  return [...[own, ...parts].map(({ name, version }) => [name, version] as const), ['Node', process.versions.node]]
}
