import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import type { GeneratedSamples } from '../../contract/results.js'
import { useFitsStore } from './fits.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'
import { canDiscriminate, usePlaneStore } from './plane.js'

/** Largest number of samples that are drawn at once. */
export const maxSamples = 2000

/** Rows that were sampled from the model on screen. The same count, seed and group give the same rows. */
export const useSamplesStore = defineStore('samples', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const fits = useFitsStore()
  const plane = usePlaneStore()
  const count = ref(60)
  const seed = ref(1)
  /** The group to draw from; null for all of them. */
  const component = ref<number | null>(null)
  /** Whether the samples are shown in the scatter. */
  const isOverlaid = ref(true)
  const drawn = shallowRef<GeneratedSamples | null>(null)
  const drawing = ref(false)

  const canSample = computed(() => fits.result?.capabilities.includes('sample') ?? false)
  const view = computed(() => (fits.result ? plane.viewFor(fits.result.features.columns, { discriminant: canDiscriminate(fits.result) }) : null))

  watch(() => fits.result?.id, () => {
    drawn.value = null
    component.value = null
  })
  // The positions of samples belong to one plane.
  watch(() => JSON.stringify(view.value), () => { if (drawn.value) void draw() })

  async function draw(): Promise<void> {
    const fit = fits.result
    if (!fit || !view.value || !canSample.value) return
    const request = { fit: fit.id, count: count.value, seed: seed.value, component: component.value, view: view.value }
    drawing.value = true
    const samples = await notices.attempt(() => host.engine.getSamples(request))
    drawing.value = false
    if (samples && fits.result?.id === fit.id) drawn.value = markRaw(samples)
  }

  return { count, seed, component, isOverlaid, drawn, drawing, draw }
})
