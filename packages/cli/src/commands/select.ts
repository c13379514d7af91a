import { describeOptions, modelFamilies, type ModelFamily } from '@mixtura/models'
import { familyNamed } from '../arguments/familyNamed.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import { usageError } from '../commandError.js'
import type { ExitCode } from '../exitCodes.js'
import { runFit } from '../fitting/runFit.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { Invocation } from './command.js'

/** Families whose fit compares candidates have an option of this name. */
const criterion = 'criterion'

const canChoose = (family: ModelFamily): boolean => describeOptions(family.options).some(({ name }) => name === criterion)

/** The family that is named, or the first that chooses by a criterion. */
export function chooseFamily(kind: string | undefined, texts: CliTexts): ModelFamily {
  const able = modelFamilies.filter(canChoose)
  if (kind === undefined) return able[0]
  const family = familyNamed(kind, texts)
  if (canChoose(family)) return family
  throw usageError(texts.usage.familyCannotChoose(kind, able.map(family => family.kind)))
}

export async function run(invocation: Invocation, family?: ModelFamily): Promise<ExitCode> {
  if (isTableAddress(invocation.args.operands[0])) return (await import('../clickhouse/fitRemote.js')).fitRemote(invocation, family!)
  return runFit(invocation, family!)
}
