import type { ModelFamily } from '@mixtura/models'
import { describeOptions, familyTexts, languages, modelFamilies } from '@mixtura/models'
import { pathToFileURL } from 'node:url'
import { StudioError } from '../contract/errors.js'
import type { FamilyList } from '../contract/families.js'
import { familyListSchema } from '../contract/families.js'

/** @param path of a module that exports families as `modelFamilies`; null for those of the catalogue. */
export async function loadFamilies(path: string | null): Promise<readonly ModelFamily[]> {
  if (path === null) return modelFamilies
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { readonly modelFamilies: readonly ModelFamily[] }
  return module.modelFamilies
}

/** Everything that the window needs to know of the families. */
export function familyList(families: readonly ModelFamily[]): FamilyList {
  const texts = Object.fromEntries(languages.map(language => [language, familyTexts({}, language)]))
  return familyListSchema.parse({
    families: families.map(({ kind, engine, usesLabels, takesRoles, options, capabilities, phases, metrics, texts: own = null }) => (
      { kind, engine, usesLabels, takesRoles, options: describeOptions(options), capabilities, phases, metrics, texts: own }
    )),
    texts,
  })
}

/** @throws {StudioError} `unknown-family` */
export function familyOfKind(families: readonly ModelFamily[], kind: string): ModelFamily {
  const family = families.find(known => known.kind === kind)
  if (family) return family
  throw new StudioError('unknown-family', `There is no model family ${kind} in this version of Studio. Choose another one.`, { family: kind })
}
