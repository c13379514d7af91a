import { computed } from 'vue'
import type { Ellipse, View } from '../../contract/features.js'
import type { Images, Picture } from '../../contract/fit.js'
import type { Look, SamplePoints } from '../charts/drawing.js'
import type { PlotPoints } from '../charts/plotPoints.js'
import { codePoints, plotPoints } from '../charts/plotPoints.js'
import { useText } from '../i18n/useText.js'
import { useFeaturesStore } from '../stores/features.js'
import { isActive, useFitsStore } from '../stores/fits.js'
import { usePlaneStore } from '../stores/plane.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useScatter } from './useScatter.js'

/** What is drawn beside a fit: points in a plane with what the fit shows of them, or images. */
export type FitPicture =
  | { readonly kind: 'points'; readonly isPlane: boolean; readonly points: PlotPoints | null; readonly ellipses: readonly Ellipse[]; readonly samples: SamplePoints | null }
  | { readonly kind: 'images'; readonly images: Images }

const noEllipses: readonly Ellipse[] = []

/**
 * The picture in the Models step. A running fit shows what its progress carries: components in the plane of columns, codes,
 * samples or images. Otherwise the points are shown with the result, and without a fit the columns that are chosen for the next.
 */
export function useFitPicture() {
  const fits = useFitsStore()
  const features = useFeaturesStore()
  const plane = usePlaneStore()
  const preferences = usePreferencesStore()
  const { t } = useText()

  const isLive = computed(() => fits.shown !== null && isActive(fits.shown))
  /** Whether the chosen columns differ from those of the fit on screen. The plot then shows the chosen columns. */
  const columnsChanged = computed(() => {
    const fit = fits.shown
    const chosen = features.features?.columns.filter(name => name !== fit?.features.label)
    return !isLive.value && fit !== null && chosen !== undefined && fit.features.columns.join('\n') !== chosen.join('\n')
  })
  const fit = computed(() => (columnsChanged.value ? null : fits.shown))
  const source = computed(() => fit.value?.features ?? features.features)
  const columns = computed(() => source.value?.columns ?? [])
  const view = computed<View>(() => plane.viewFor(columns.value))
  const scatter = useScatter(() => source.value && {
    features: source.value,
    view: view.value,
    fit: !isLive.value && fit.value?.hasModel ? fit.value.id : null,
    densities: false,
    scores: false,
    revision: isLive.value ? 'live' : (fit.value?.status ?? ''),
  })
  const live = computed(() => (isLive.value ? (fits.shownReports?.progress.picture ?? null) : null))
  const plain = computed(() => scatter.value && plotPoints(scatter.value, 'group', fit.value?.groups.length ?? 0).points)

  function pictureOf(shown: Picture | null): FitPicture {
    const inPlane = { kind: 'points', isPlane: true, points: plain.value, ellipses: noEllipses, samples: null } as const
    switch (shown?.kind) {
      case undefined: return { ...inPlane, ellipses: isLive.value ? noEllipses : (scatter.value?.ellipses ?? noEllipses) }
      case 'ellipses': return { ...inPlane, ellipses: shown.ellipses }
      case 'samples': return { ...inPlane, samples: { positions: shown.positions, labels: new Uint16Array(0) } }
      case 'codes': return {
        kind: 'points', isPlane: false, points: codePoints(shown, 'group', 0, n => t('results.codeAxis', { n })).points, ellipses: shown.ellipses, samples: null,
      }
      case 'images': return { kind: 'images', images: shown }
    }
  }
  const picture = computed(() => pictureOf(live.value))
  const none: ReadonlySet<number> = new Set()
  const look = computed<Look>(() => ({ theme: preferences.theme, focused: null, hidden: none }))

  /** Shows another plane. A running fit then reports its picture in that plane. */
  function choosePlane(chosen: View): void {
    plane.prefer(chosen)
    void fits.setView(chosen)
  }

  return { columns, view, picture, look, columnsChanged, choosePlane }
}
