import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Dataset, DecimalSign, OpenOptions, ThousandsSign } from '@mixtura/data'
import type { TableFacts } from '@mixtura/models'
import { isGiven, valueOf, type Arguments } from '../arguments/readArguments.js'
import { wholeNumber } from '../arguments/wholeNumber.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import type { CliTexts } from '../texts/vocabulary.js'
import { namesFrom } from './namesFrom.js'
import { temporaryFolder } from './temporaryFolder.js'

/** Opens the table that a command is given: a file, or standard input ('-'). */
export async function openInput({ command, args, host, texts }: Invocation, operand = args.operands[0] ?? '-'): Promise<Dataset> {
  if (isTableAddress(operand)) throw usageError(texts.clickhouse.wrongCommand(command))
  const remote = (['key', 'mode'] as const).find(name => isGiven(args, name))
  if (remote) throw usageError(texts.clickhouse.onlyThere(`--${remote}`))
  if (operand === '-' && host.stdin.isTTY) throw usageError(texts.usage.noInput(command))
  const { openDataset } = await import('@mixtura/data')
  return openDataset(operand === '-' ? await storedInput(host.stdin) : operand, openOptions(args, texts))
}

/** Opens the table that a saved model is to be used on. Its columns without any cell are columns of numbers: nothing in them says what they are. */
export async function openModelInput(invocation: Invocation, { columnNames }: TableFacts, operand?: string): Promise<Dataset> {
  const dataset = await openInput(invocation, operand)
  const empty = dataset.columns.filter(({ name, type, missing }) => type !== 'number' && missing === dataset.rows && columnNames.includes(name))
  if (empty.length === 0) return dataset
  try {
    return await dataset.withColumnTypes(Object.fromEntries(empty.map(({ name }) => [name, 'number' as const])))
  } finally {
    await dataset.close()
  }
}

/** How a file of text is to be read. `openDataset` checks the values. */
function openOptions(args: Arguments, texts: CliTexts): OpenOptions {
  const encoding = valueOf(args, 'encoding')
  const delimiter = valueOf(args, 'delimiter')
  const decimal = valueOf(args, 'decimal')
  const thousands = valueOf(args, 'thousands')
  const missing = namesFrom(valueOf(args, 'na-values'))
  const skipRows = valueOf(args, 'skip-rows')
  const memoryLimit = valueOf(args, 'memory-limit')
  return {
    ...(memoryLimit !== undefined && { memoryLimit: 1e6 * wholeNumber(args, { name: 'memory-limit', atLeast: 0, standard: 0 }, texts) }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
    ...(decimal !== undefined && { decimal: decimal as DecimalSign }),
    ...(thousands !== undefined && { thousands: thousands as ThousandsSign }),
    ...(missing !== undefined && { missing }),
    ...(skipRows !== undefined && { skipRows: Number(skipRows) }),
    ...(isGiven(args, 'no-header') && { header: false }),
  }
}

/** Standard input as a file, whose extension says whether it is JSON: the format of other texts is that of CSV. */
async function storedInput(input: NodeJS.ReadableStream): Promise<string> {
  const chunks = input[Symbol.asyncIterator]()
  const first = await chunks.next()
  const head = first.done ? Buffer.alloc(0) : Buffer.from(first.value)
  const path = join(temporaryFolder(), /^[\s\uFEFF]*[[{]/.test(head.toString('utf8')) ? 'stdin.json' : 'stdin.csv')
  await pipeline(async function* () {
    yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }, createWriteStream(path))
  return path
}
