import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ColumnProfile } from '../../contract/rows.js'
import { profiledColumns } from '../../contract/rows.js'
import { useDatasetsStore } from './datasets.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** The profiles of the columns of the dataset on screen. They are asked for when their columns come into sight, some at a time. */
export const useColumnProfilesStore = defineStore('columnProfiles', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const datasets = useDatasetsStore()
  const profiles = shallowRef<ReadonlyMap<string, ColumnProfile>>(new Map())
  const asked = new Set<string>()
  const dataset = computed(() => datasets.current)

  watch(dataset, () => {
    profiles.value = new Map()
    asked.clear()
  }, { flush: 'sync' })

  async function want(columns: readonly string[]): Promise<void> {
    const present = dataset.value
    const missing = columns.filter(name => !asked.has(name)).slice(0, profiledColumns)
    if (!present || missing.length === 0) return
    for (const name of missing) asked.add(name)
    const found = await notices.attempt(() => host.engine.getColumnProfiles({ dataset: present.id, columns: missing }))
    if (dataset.value !== present) return
    if (!found) {
      for (const name of missing) asked.delete(name)
      return
    }
    const next = new Map(profiles.value)
    for (const profile of found) next.set(profile.name, profile)
    profiles.value = next
  }

  return { profiles, want }
})
