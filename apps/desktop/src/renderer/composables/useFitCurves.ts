import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { FitSummary } from '../../contract/fit.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import type { MetricCurves } from '../stores/fitTraces.js'
import { liveCurves, resultCurves } from '../stores/fitTraces.js'
import { isActive, useFitsStore } from '../stores/fits.js'

/** The curves of a fit: those reported so far while it runs, and those of its result afterwards. */
export function useFitCurves(source: () => FitSummary | null): ComputedRef<readonly MetricCurves[]> {
  const fits = useFitsStore()
  const catalogue = useCatalogueStore()
  return computed(() => {
    const fit = source()
    if (!fit) return []
    const traces = fits.reportsOf(fit.id)?.traces ?? []
    const phases = catalogue.family(fit.family)?.phases ?? []
    return isActive(fit) || fit.curves.length === 0 ? liveCurves(traces, phases) : resultCurves(fit.curves, traces)
  })
}
