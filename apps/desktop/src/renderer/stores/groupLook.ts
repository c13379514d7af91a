import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ColourMode } from '../charts/plotPoints.js'
import { useFitsStore } from './fits.js'

/** How the points of the fit on screen are shown: in the plane of columns or as codes, their colours, and the highlighted and hidden groups. */
export const useGroupLookStore = defineStore('groupLook', () => {
  const fits = useFitsStore()
  const chosenMode = ref<ColourMode>('group')
  const chosenSpace = ref<'plane' | 'codes'>('plane')
  const focused = ref<number | null>(null)
  /** Whether contours of the density of the components are drawn, where there are components. */
  const showsContours = ref(false)
  const hidden = shallowRef<ReadonlySet<number>>(new Set())

  const can = (capability: string): boolean => fits.result?.capabilities.includes(capability) ?? false
  /** Whether the codes of the rows are shown, which only some models have. */
  const space = computed({
    get: () => (can('encode') ? chosenSpace.value : 'plane'),
    set: chosen => { chosenSpace.value = chosen },
  })
  /** The colourings that the model on screen allows. */
  const modes = computed<readonly ColourMode[]>(() => [
    'group' as const,
    ...(can('responsibilities') && space.value === 'plane' ? ['blend' as const] : []),
    ...(can('responsibilities') ? ['uncertainty' as const] : []),
    ...(can('logDensity') && space.value === 'plane' ? ['density' as const] : []),
    ...(can('anomalyScore') && space.value === 'plane' ? ['score' as const] : []),
  ])
  const colourMode = computed({
    get: () => (modes.value.includes(chosenMode.value) ? chosenMode.value : 'group'),
    set: chosen => { chosenMode.value = chosen },
  })

  watch(() => fits.result?.id, () => {
    focused.value = null
    hidden.value = new Set()
  })

  function toggleFocus(label: number): void {
    focused.value = focused.value === label ? null : label
  }

  function toggleHidden(label: number): void {
    const changed = new Set(hidden.value)
    if (!changed.delete(label)) changed.add(label)
    hidden.value = changed
    if (changed.has(focused.value ?? -1)) focused.value = null
  }

  return { modes, colourMode, space, showsContours, focused, hidden, toggleFocus, toggleHidden }
})
