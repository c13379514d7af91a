import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Family, FamilyOptions } from '../../contract/families.js'
import type { FitRequest } from '../../contract/fit.js'
import { isSameValue, type OptionValue, type OptionValues } from './optionValues.js'
import { useCatalogueStore } from './catalogue.js'
import type { FeaturesBlocker } from './features.js'
import { useEngineStore } from './engine.js'
import { useFeaturesStore } from './features.js'
import { usePlaneStore } from './plane.js'

export type FormBlocker = FeaturesBlocker | 'no-family' | 'engine-lost'

/** The family that is chosen for the next fit, and the options that differ from its defaults. Each family keeps its own. */
export const useModelFormStore = defineStore('modelForm', () => {
  const catalogue = useCatalogueStore()
  const features = useFeaturesStore()
  const engine = useEngineStore()
  const plane = usePlaneStore()
  const chosenKind = ref<string | null>(null)
  /** Whether the list of families is shown in place of the form, where there is no room for both. */
  const isChoosing = ref(false)
  const advancedOpen = ref(false)
  const changes = shallowRef<ReadonlyMap<string, OptionValues>>(new Map())

  const family = computed<Family | null>(() =>
    (chosenKind.value === null ? null : catalogue.family(chosenKind.value)) ?? catalogue.families[0] ?? null)
  const changed = computed<OptionValues>(() => (family.value && changes.value.get(family.value.kind)) ?? {})
  const values = computed<OptionValues>(() => {
    const defaults = Object.fromEntries((family.value?.options ?? []).map(option => [option.name, option.default as OptionValue]))
    return { ...defaults, ...changed.value }
  })
  const hasChanges = computed(() => Object.keys(changed.value).length > 0)

  const blocker = computed<FormBlocker | null>(() => {
    const own = family.value?.takesRoles ? mixedBlocker() : features.blocker
    if (own) return own
    if (!family.value) return 'no-family'
    return engine.condition === 'lost' ? 'engine-lost' : null
  })

  /** A family that takes columns of all kinds needs one with a role, and integrates missing cells out. */
  function mixedBlocker(): FeaturesBlocker | null {
    if (features.blocker === 'no-dataset') return features.blocker
    return features.mixedFeatures === null ? 'no-columns' : null
  }

  function choose(kind: string): void {
    chosenKind.value = kind
    isChoosing.value = false
  }

  function write(kind: string, options: OptionValues): void {
    changes.value = new Map(changes.value).set(kind, options)
  }

  /** Sets one option. A value that equals the default is not kept as a change. */
  function set(name: string, value: OptionValue): void {
    const option = family.value?.options.find(known => known.name === name)
    if (!family.value || !option) return
    const { [name]: _, ...others } = changed.value
    write(family.value.kind, isSameValue(value, option.default) ? others : { ...others, [name]: value })
  }

  function reset(): void {
    if (family.value) write(family.value.kind, {})
  }

  /** The fit that the form asks for; null while no column is in use. */
  function request(): FitRequest | null {
    const chosen = family.value?.takesRoles ? features.mixedFeatures : features.features
    if (!family.value || !chosen) return null
    const label = family.value.usesLabels ? features.label : null
    const columns = chosen.columns.filter(name => name !== label)
    if (columns.length === 0) return null
    return { family: family.value.kind, features: { ...chosen, columns, label }, options: values.value, view: plane.viewFor(columns) }
  }

  /** Fills the form with the options of a fit. Options that the family does not know are left out. */
  function fill(kind: string, options: FamilyOptions): void {
    const known = catalogue.family(kind)
    if (!known) return
    choose(kind)
    const differing = known.options.flatMap(option => {
      const value = options[option.name] as OptionValue | undefined // the engine has read it with the family's schema
      return value === undefined || isSameValue(value, option.default) ? [] : [[option.name, value] as const]
    })
    write(kind, Object.fromEntries(differing))
  }

  return { family, values, hasChanges, changed, isChoosing, advancedOpen, blocker, choose, set, reset, request, fill }
})
