import { writeScores, type ClickHouseConnection, type RowScore, type TableAddress } from '@mixtura/clickhouse'
import type { FittedModel } from '@mixtura/models'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { dataError, usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { namesFrom } from '../tables/namesFrom.js'
import { isTableAddress } from './isTableAddress.js'
import { readTableAddress } from './tableAddress.js'

/** The table that `--out` names, beside the rows. @throws {CommandError} for another place: rows do not travel. */
export function scoreAddress({ args, texts }: Invocation, { urls }: TableAddress): TableAddress {
  const out = valueOf(args, 'out')
  if (out === undefined) throw usageError(texts.usage.optionNeeded('--out clickhouse://…', texts.clickhouse.outExpected))
  if (!isTableAddress(out)) throw usageError(texts.clickhouse.otherPlace)
  const address = readTableAddress(out, texts)
  if (address.urls.join() !== urls.join()) throw usageError(texts.clickhouse.otherPlace)
  return address
}

/** Writes the scores of each row, and what `--key` names, into a new table at the same servers. */
export async function scoreTable(
  { args, host, texts }: Invocation,
  { model, client, address, out, scores }: {
    readonly model: FittedModel
    readonly client: readonly ClickHouseConnection[]
    readonly address: TableAddress
    readonly out: TableAddress
    readonly scores: readonly RowScore[]
  },
): Promise<void> {
  if (!model.mixture) throw dataError(texts.clickhouse.noMixture(model.kind))
  const { omitted } = await writeScores({
    client,
    database: address.database,
    table: address.table,
    columns: model.table.columnNames,
    model: model.mixture(),
    keep: namesFrom(valueOf(args, 'key')) ?? [],
    scores,
    responsibilities: isGiven(args, 'probabilities'),
    mode: computingMode(args),
    intoDatabase: out.database,
    into: out.table,
    create: true,
  })
  if (!isGiven(args, 'quiet')) host.stderr.write(`${texts.clickhouse.written(`${out.database}.${out.table}`, omitted)}\n`)
}

/** `clickhouseSource` checks it. */
export const computingMode = (args: Invocation['args']): 'sql' | 'kernel' | 'auto' => (valueOf(args, 'mode') ?? 'sql') as 'sql' | 'kernel' | 'auto'
