import { computed, ref, shallowRef, watch } from 'vue'
import type { View } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'
import type { Place, Walk } from '../../contract/latent.js'
import { useHost } from '../stores/host.js'
import { useLoaded } from './useLoaded.js'

/** Steps of a walk that are shown. */
const steps = 11
/** Standard deviations to both sides of the mean, along an axis. */
const deviations = 3

/** Whether a model can be walked through, and whether the walk is through its codes. */
export const walksCodes = ({ capabilities }: Pick<FitSummary, 'capabilities'>): boolean =>
  (['encode', 'decode', 'codeMixture'] as const).every(name => capabilities.includes(name))
export const canWalk = (fit: Pick<FitSummary, 'capabilities'>): boolean => walksCodes(fit) || fit.capabilities.includes('mixture')

export interface WalkSource {
  readonly fit: FitSummary
  readonly view: View
}

/** A walk through the space that a model decodes from, and the place that was clicked last. */
export function useWalk(source: () => WalkSource | null) {
  const host = useHost()
  const kind = ref<'between' | 'axis'>('between')
  const from = shallowRef<Place>({ kind: 'component', component: 0 })
  const to = shallowRef<Place>({ kind: 'component', component: 0 })
  const along = ref<'line' | 'density'>('line')
  const component = ref(0)
  const axis = ref(0)
  /** The place that was clicked. */
  const clicked = shallowRef<{ readonly x: number; readonly y: number } | null>(null)

  watch(() => source()?.fit.id, () => {
    const groups = source()?.fit.groups.length ?? 0
    from.value = { kind: 'component', component: 0 }
    to.value = { kind: 'component', component: Math.min(1, Math.max(0, groups - 1)) }
    component.value = 0
    axis.value = 0
    clicked.value = null
  }, { immediate: true })
  // Points belong to one plane.
  watch(() => JSON.stringify(source()?.view), () => {
    clicked.value = null
    if (from.value.kind === 'point') from.value = { kind: 'component', component: 0 }
    if (to.value.kind === 'point') to.value = { kind: 'component', component: 0 }
  })

  const walk = computed<Walk>(() => (kind.value === 'axis'
    ? { kind: 'axis', component: component.value, axis: axis.value, deviations }
    : { kind: 'between', from: from.value, to: to.value, along: along.value }))
  const request = (wanted: Walk | null) => {
    const now = source()
    return now && wanted && { fit: now.fit.id, view: now.view, steps, walk: wanted }
  }
  const walked = useLoaded(() => request(walk.value), asked => host.engine.walk(asked))
  const here = useLoaded(() => request(clicked.value && { kind: 'at', place: { kind: 'point', ...clicked.value } }), asked => host.engine.walk(asked))
  const paths = computed(() => [walked.value, here.value].filter(each => each !== null))

  return { kind, from, to, along, component, axis, clicked, walked, here, paths }
}
