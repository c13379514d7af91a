import type { RowScore } from '@mixtura/clickhouse'
import type { Capability } from '@mixtura/models'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { openModel } from '../tables/openModel.js'
import { refuseLocalFlags } from './refuseLocalFlags.js'
import { scoreAddress, scoreTable } from './scoreTable.js'
import { readTableAddress } from './tableAddress.js'
import { withClients } from './withClients.js'

/** Writes what a saved model says of each row of a table of ClickHouse into a new table there. */
export async function applyRemote(invocation: Invocation, { needed, scores }: { readonly needed: Capability; readonly scores: readonly RowScore[] }): Promise<ExitCode> {
  refuseLocalFlags(invocation, ['omit-missing', 'backend'])
  const address = readTableAddress(invocation.args.operands[0]!, invocation.texts)
  const out = scoreAddress(invocation, address)
  const model = await openModel(invocation, needed)
  try {
    await withClients(invocation, address, client => scoreTable(invocation, { model, client, address, out, scores }))
  } finally {
    model.dispose()
  }
  return exitCodes.done
}
