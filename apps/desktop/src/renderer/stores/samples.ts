import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import type { GeneratedSamples } from '../../contract/results.js'
import { useFitsStore } from './fits.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'
import { canDiscriminate, usePlaneStore } from './plane.js'

/** Largest number of samples that are drawn at once. */
export const maxSamples = 2000

/** Most groups that are drawn from one by one. */
const maxGroups = 100

/** Several draws as one, in their order. */
function joined(draws: readonly GeneratedSamples[]): GeneratedSamples {
  const first = draws[0]!
  if (draws.length === 1) return first
  const numbers = (part: (draw: GeneratedSamples) => ArrayLike<number>): number[] => draws.flatMap(draw => Array.from(part(draw)))
  return {
    values: Float64Array.from(numbers(draw => draw.values)),
    positions: Float32Array.from(numbers(draw => draw.positions)),
    labels: Uint16Array.from(numbers(draw => draw.labels)),
    images: first.images && { shape: first.images.shape, pixels: Float32Array.from(numbers(draw => draw.images?.pixels ?? [])) },
  }
}

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
  /** Whether the count is drawn from each group, so that rare groups are seen too. */
  const isPerGroup = ref(false)
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
    const requests = isPerGroup.value && fit.groups.length > 1 ? fit.groups.slice(0, maxGroups).map((_, k) => ({ ...request, component: k })) : [request]
    drawing.value = true
    const samples = await notices.attempt(async () => joined(await Promise.all(requests.map(each => host.engine.getSamples(each)))))
    drawing.value = false
    if (samples && fits.result?.id === fit.id) drawn.value = markRaw(samples)
  }

  return { count, seed, component, isPerGroup, isOverlaid, drawn, drawing, draw }
})
