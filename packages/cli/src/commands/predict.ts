import { isGiven } from '../arguments/readArguments.js'
import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { groupColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export const run = (invocation: Invocation): Promise<ExitCode> =>
  applyModel(invocation, { needed: 'predict', columnsOf: request => groupColumns(request, isGiven(invocation.args, 'probabilities')) })
