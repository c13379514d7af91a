import { modelFamilies, type ModelFamily } from '@mixtura/models'
import { nearestName } from '@mixtura/numerics/validation'
import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'

/** @throws {CommandError} if there is no family of this kind. */
export function familyNamed(kind: string, { usage }: CliTexts): ModelFamily {
  const found = modelFamilies.find(family => family.kind === kind)
  if (found) return found
  const kinds = modelFamilies.map(family => family.kind)
  throw usageError(usage.unknownFamily(kind, nearestName(kind, kinds), kinds))
}
