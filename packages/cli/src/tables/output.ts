import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { WriteRequest, WrittenFormat } from '@mixtura/data'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { dataError, usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import type { CliTexts } from '../texts/vocabulary.js'
import { temporaryFolder } from './temporaryFolder.js'

const formats: Readonly<Record<string, WrittenFormat>> = {
  '.csv': 'csv',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** Where a table goes. */
export interface Output {
  /** Undefined for standard output. */
  readonly path?: string
  readonly format: WrittenFormat
}

/** What `--out` says; without it, standard output, as CSV or, with `--json`, as an object per line. @throws {CommandError} */
export async function tableOutput({ args, texts }: Invocation): Promise<Output> {
  const path = valueOf(args, 'out')
  if (path === undefined) return { format: isGiven(args, 'json') ? 'ndjson' : 'csv' }
  const format = formats[extname(path).toLowerCase()]
  if (!format) throw usageError(texts.usage.unknownFormat(path))
  await requireFolderOf(path, texts)
  return { path, format }
}

/** @throws {CommandError} if the folder of the file does not exist: better before a long fit than after it. */
export async function requireFolderOf(path: string, texts: CliTexts): Promise<void> {
  const isFolder = await stat(dirname(path)).then(facts => facts.isDirectory(), () => false)
  if (!isFolder) throw dataError(texts.data.notWritable(path))
}

type Write = (path: string, request: WriteRequest) => Promise<{ readonly rows: number }>

/** Writes a table to where it goes, and says so unless it is standard output. */
export async function writeOutput({ path, format }: Output, columns: WriteRequest['columns'], { write, invocation: { args, host, texts } }: { readonly write: Write; readonly invocation: Invocation }): Promise<void> {
  const target = path ?? join(temporaryFolder(), `table.${format}`)
  const { rows } = await write(target, { format, columns })
  if (path === undefined) await copyTo(host.stdout, target)
  else if (!isGiven(args, 'quiet')) host.stderr.write(`${texts.fit.written(path, rows)}\n`)
}

async function copyTo(stream: NodeJS.WriteStream, path: string): Promise<void> {
  for await (const chunk of createReadStream(path)) {
    if (!stream.write(chunk)) await new Promise<void>(resolve => stream.once('drain', () => resolve()))
  }
}
