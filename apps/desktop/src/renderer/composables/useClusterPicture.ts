import { computed } from 'vue'
import type { View } from '../../contract/fit.js'
import type { Look } from '../charts/drawing.js'
import { useClusterLookStore } from '../stores/clusterLook.js'
import { useFitsStore } from '../stores/fits.js'
import { usePlaneStore } from '../stores/plane.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useScatter } from './useScatter.js'

/** The scatter of the fit on screen with its clusters, for the Clusters and Export steps. */
export function useClusterPicture() {
  const fits = useFitsStore()
  const plane = usePlaneStore()
  const clusterLook = useClusterLookStore()
  const preferences = usePreferencesStore()

  const columns = computed(() => fits.shown?.request.features.columns ?? [])
  const view = computed<View>(() => plane.viewFor(columns.value))
  const scatter = useScatter(() => {
    const fit = fits.shown
    return fit?.model ? { features: fit.request.features, view: view.value, fit: fit.id, revision: fit.status } : null
  })
  const look = computed<Look>(() => ({
    theme: preferences.theme,
    colourMode: clusterLook.colourMode,
    components: fits.shown?.model?.components ?? 1,
    focused: clusterLook.focused,
    hidden: clusterLook.hidden,
  }))
  return { columns, view, scatter, look }
}
