import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Dataset } from '@mixtura/data'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { temporaryFolder } from './temporaryFolder.js'

/** Opens the table that a command is given: a file, or standard input. */
export async function openInput({ command, args, host, texts }: Invocation): Promise<Dataset> {
  const [operand = '-'] = args.operands
  if (operand === '-' && host.stdin.isTTY) throw usageError(texts.usage.noInput(command))
  const { openDataset } = await import('@mixtura/data')
  return openDataset(operand === '-' ? await storedInput(host.stdin) : operand)
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
