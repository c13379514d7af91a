import { modelFamilies, type ModelFamily } from '@mixtura/models'
import { familyNamed } from '../arguments/familyNamed.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import type { ExitCode } from '../exitCodes.js'
import { runFit } from '../fitting/runFit.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { Invocation } from './command.js'

/** The family that is named, or the first of the catalogue. */
export const chooseFamily = (kind: string | undefined, texts: CliTexts): ModelFamily => (kind === undefined ? modelFamilies[0] : familyNamed(kind, texts))

export async function run(invocation: Invocation, family?: ModelFamily): Promise<ExitCode> {
  if (isTableAddress(invocation.args.operands[0])) return (await import('../clickhouse/fitRemote.js')).fitRemote(invocation, family!)
  return runFit(invocation, family!)
}
