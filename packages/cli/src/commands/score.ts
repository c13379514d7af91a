import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { scoreColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export const run = (invocation: Invocation): Promise<ExitCode> => applyModel(invocation, { needed: 'anomalyScore', inBlocks: true, columnsOf: scoreColumns })
