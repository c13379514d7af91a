import { computed } from 'vue'
import type { Ellipse, View } from '../../contract/fit.js'
import type { Look } from '../charts/drawing.js'
import { useFeaturesStore } from '../stores/features.js'
import { useFitsStore } from '../stores/fits.js'
import { usePlaneStore } from '../stores/plane.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useScatter } from './useScatter.js'

/**
 * The content of the plot in the Fit step: the points in the chosen plane, and the current ellipses of the running fit
 * or those of its result. Without a fit, the columns that are chosen for the next fit are shown.
 */
export function useFitPicture() {
  const fits = useFitsStore()
  const features = useFeaturesStore()
  const plane = usePlaneStore()
  const preferences = usePreferencesStore()

  const isLive = computed(() => fits.active !== null && fits.active.id === fits.shown?.id)
  /** Whether the chosen columns differ from those of the fit on screen. The plot then shows the chosen columns. */
  const columnsChanged = computed(() => {
    const fitted = fits.shown?.request.features
    return !isLive.value && !!fitted && !!features.features && fitted.columns.join('\n') !== features.features.columns.join('\n')
  })
  const fit = computed(() => (columnsChanged.value ? null : fits.shown))
  const source = computed(() => fit.value?.request.features ?? features.features)
  const columns = computed(() => source.value?.columns ?? [])
  const view = computed<View>(() => plane.viewFor(columns.value))
  const scatter = useScatter(() => source.value && {
    features: source.value,
    view: view.value,
    fit: !isLive.value && fit.value?.model ? fit.value.id : null,
    revision: isLive.value ? 'live' : (fit.value?.status ?? ''),
  })

  const ellipses = computed<readonly Ellipse[]>(() =>
    isLive.value ? (fits.progress?.ellipses ?? []) : (scatter.value?.ellipses ?? []))
  const none: ReadonlySet<number> = new Set()
  const look = computed<Look>(() => ({
    theme: preferences.theme, colourMode: 'cluster', components: fit.value?.model?.components ?? 1, focused: null, hidden: none,
  }))

  /** Shows another plane. The running fit then reports its ellipses in that plane. */
  function choosePlane(chosen: View): void {
    plane.prefer(chosen)
    void fits.setView(chosen)
  }

  return { columns, view, scatter, ellipses, look, columnsChanged, choosePlane }
}
