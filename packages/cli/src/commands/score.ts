import { isTableAddress } from '../clickhouse/isTableAddress.js'
import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { scoreColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  if (isTableAddress(invocation.args.operands[0])) {
    return (await import('../clickhouse/applyRemote.js')).applyRemote(invocation, { needed: 'anomalyScore', scores: ['log_density', 'anomaly_score'] })
  }
  return applyModel(invocation, { needed: 'anomalyScore', inBlocks: true, columnsOf: scoreColumns })
}
