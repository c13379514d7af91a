import { isGiven } from '../arguments/readArguments.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { groupColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  if (isTableAddress(invocation.args.operands[0])) return (await import('../clickhouse/applyRemote.js')).applyRemote(invocation, { needed: 'predict', scores: ['component', 'log_density'] })
  return applyModel(invocation, { needed: 'predict', inBlocks: true, columnsOf: request => groupColumns(request, isGiven(invocation.args, 'probabilities')) })
}
