import { requireComplete } from '@mixtura/models'
import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { explanationColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export const run = (invocation: Invocation): Promise<ExitCode> =>
  applyModel(invocation, { needed: 'explain', accepts: (_, facts) => requireComplete(facts), columnsOf: explanationColumns })
