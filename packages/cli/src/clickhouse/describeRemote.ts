import { describeTable } from '@mixtura/clickhouse'
import { isGiven } from '../arguments/readArguments.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { alignedTable } from '../terminal/alignedTable.js'
import { shownValue } from '../terminal/shownValue.js'
import { refuseLocalFlags } from './refuseLocalFlags.js'
import { readTableAddress } from './tableAddress.js'
import { withClients } from './withClients.js'

/** Shows the columns of a table of ClickHouse. */
export async function describeRemote(invocation: Invocation): Promise<ExitCode> {
  const { args, host, texts } = invocation
  refuseLocalFlags(invocation)
  const address = readTableAddress(args.operands[0]!, texts)
  const { database, table } = address
  const { rows, columns } = await withClients(invocation, address, client => describeTable({ client, database, table }))
  if (isGiven(args, 'json')) {
    host.stdout.write(`${JSON.stringify({ name: `${database}.${table}`, format: 'clickhouse', rows, columns })}\n`)
    return exitCodes.done
  }
  const lines = columns.map(({ name, type, missing, numbers }) => [
    name, type, String(missing + (numbers?.infinite ?? 0)), ...(['minimum', 'mean', 'maximum'] as const).map(fact => (numbers ? shownValue(numbers[fact], texts) : '')),
  ])
  host.stdout.write(`${texts.describe.size(`${database}.${table}`, rows, columns.length)}\n\n${alignedTable([texts.clickhouse.headings, ...lines], column => column > 1)}`)
  return exitCodes.done
}
