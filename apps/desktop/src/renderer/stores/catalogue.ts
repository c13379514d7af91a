import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Family, FamilyList, FamilyTexts, Language } from '../../contract/families.js'
import { locales } from '../i18n/locales.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'
import { usePreferencesStore } from './preferences.js'

const noTexts: FamilyTexts = {
  families: {}, options: {}, choices: {}, refusals: {}, phases: {}, places: {}, stepNames: {}, metrics: {}, facts: {}, tables: {}, units: {}, capabilities: {},
}

/** The model families that the engine knows, with their texts. The window itself knows none. */
export const useCatalogueStore = defineStore('catalogue', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const preferences = usePreferencesStore()
  const catalogue = shallowRef<FamilyList | null>(null)

  const families = computed<readonly Family[]>(() => catalogue.value?.families ?? [])
  const texts = computed(() => new Map(families.value.map(family => [family.kind, textsIn(family, preferences.locale)] as const)))

  const sharedTexts = (language: Language): FamilyTexts => catalogue.value?.texts[language] ?? noTexts

  /** The texts of a family in one language: the shared ones, with its own before them. */
  function textsIn({ texts: own }: Family, language: Language): FamilyTexts {
    const shared = sharedTexts(language)
    const ownTexts = own?.[language]
    if (!ownTexts) return shared
    const sections = Object.entries(shared) as [keyof FamilyTexts, object][]
    return Object.fromEntries(sections.map(([section, entries]) => [section, { ...entries, ...ownTexts[section] }])) as FamilyTexts
  }

  const family = (kind: string): Family | null => families.value.find(known => known.kind === kind) ?? null

  /** Texts of a family in the language of the window. A kind that the engine no longer knows has the shared ones. */
  const textsFor = (kind: string): FamilyTexts => texts.value.get(kind) ?? sharedTexts(preferences.locale)

  /** Texts in which people search for a family: in every language, that of the window first. */
  const searchTexts = (found: Family): readonly FamilyTexts[] => [textsFor(found.kind), ...locales.filter(locale => locale !== preferences.locale).map(locale => textsIn(found, locale))]

  const nameOf = (kind: string): string => textsFor(kind).families[kind]?.name ?? kind

  async function load(): Promise<void> {
    const loaded = await notices.attempt(() => host.engine.listFamilies(null))
    if (loaded) catalogue.value = loaded
  }

  return { families, family, textsFor, searchTexts, nameOf, load }
})
