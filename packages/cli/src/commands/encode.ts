import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { codeColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export const run = (invocation: Invocation): Promise<ExitCode> => applyModel(invocation, { needed: 'encode', columnsOf: codeColumns })
