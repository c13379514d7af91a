import { accepted } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import { wholeNumber } from '../arguments/wholeNumber.js'
import type { ExitCode } from '../exitCodes.js'
import { applyModel } from '../tables/applyModel.js'
import { filledColumns } from '../tables/resultColumns.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { args, texts } = invocation
  const seed = wholeNumber(args, { name: 'seed', atLeast: 0, standard: 0 }, texts)
  return applyModel(invocation, {
    needed: 'impute',
    accepts: () => accepted,
    columnsOf: request => filledColumns(request, { method: isGiven(args, 'draw') ? 'draw' : 'mean', seed }),
  })
}
