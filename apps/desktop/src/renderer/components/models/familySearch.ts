import type { Family, FamilyTexts } from '../../../contract/families.js'

export interface FoundFamily {
  readonly family: Family
  /** The synonym that matched, if the name and the summary did not. */
  readonly synonym: string | null
}

/** Case, accents, hyphens and full-width forms do not matter. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\s\-_‐–.]/gu, '').toLowerCase()
}

/**
 * The families whose name, summary or synonyms contain `query`, those with a matching name first.
 *
 * @param textsOf texts of a family in every language in which people may search, that of the window first.
 */
export function searchFamilies(families: readonly Family[], query: string, textsOf: (family: Family) => readonly FamilyTexts[]): readonly FoundFamily[] {
  const wanted = folded(query)
  if (wanted === '') return families.map(family => ({ family, synonym: null }))
  const found = families.flatMap((family): readonly (FoundFamily & { readonly rank: number })[] => {
    const texts = textsOf(family).flatMap(({ families: all }) => all[family.kind] ?? [])
    const matches = (text: string): boolean => folded(text).includes(wanted)
    if (texts.some(({ name }) => matches(name))) return [{ family, synonym: null, rank: 0 }]
    const synonym = texts.flatMap(({ synonyms }) => synonyms).find(matches)
    if (synonym !== undefined) return [{ family, synonym, rank: 1 }]
    return texts.some(({ summary }) => matches(summary)) || matches(family.kind) ? [{ family, synonym: null, rank: 2 }] : []
  })
  return found.sort((a, b) => a.rank - b.rank).map(({ family, synonym }) => ({ family, synonym }))
}
