import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useFitsStore } from './fits.js'

export type ColourMode = 'cluster' | 'uncertainty'

/** How the clusters of the fit on screen are shown: the colour mode, the highlighted cluster and the hidden clusters. */
export const useClusterLookStore = defineStore('clusterLook', () => {
  const fits = useFitsStore()
  const colourMode = ref<ColourMode>('cluster')
  const focused = ref<number | null>(null)
  const hidden = shallowRef<ReadonlySet<number>>(new Set())

  watch(() => fits.shown?.id, () => {
    focused.value = null
    hidden.value = new Set()
  })

  const isPlain = computed(() => focused.value === null && hidden.value.size === 0)

  function toggleFocus(component: number): void {
    focused.value = focused.value === component ? null : component
  }

  function toggleHidden(component: number): void {
    const changed = new Set(hidden.value)
    if (!changed.delete(component)) changed.add(component)
    hidden.value = changed
    if (changed.has(focused.value ?? -1)) focused.value = null
  }

  return { colourMode, focused, hidden, isPlain, toggleFocus, toggleHidden }
})
