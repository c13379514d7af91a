import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { openModel } from '../tables/openModel.js'
import { withClients } from './openTable.js'
import { refuseLocalFlags } from './refuseLocalFlags.js'
import { scoreAddress, scoreTable } from './scoreTable.js'
import { readTableAddress } from './tableAddress.js'

/** Writes the component of each row of a table of ClickHouse into a new table there. */
export async function predictRemote(invocation: Invocation): Promise<ExitCode> {
  refuseLocalFlags(invocation, ['omit-missing', 'backend'])
  const address = readTableAddress(invocation.args.operands[0]!, invocation.texts)
  const out = scoreAddress(invocation, address)
  const model = await openModel(invocation, 'mixture')
  try {
    await withClients(address, client => scoreTable(invocation, { model, client, address, out }))
  } finally {
    model.dispose()
  }
  return exitCodes.done
}
