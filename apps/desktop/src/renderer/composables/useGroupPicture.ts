import { computed, markRaw } from 'vue'
import { noiseLabel, type Scatter } from '../../contract/results.js'
import type { View } from '../../contract/features.js'
import { blendedColours } from '../charts/blendedColours.js'
import type { Look } from '../charts/drawing.js'
import type { RampLabels } from '../charts/groupPicture.js'
import type { ShadedPoints, ShadeRange } from '../charts/plotPoints.js'
import { codePoints, plotPoints } from '../charts/plotPoints.js'
import type { LegendEntry } from '../components/groups/GroupLegend.vue'
import { useText } from '../i18n/useText.js'
import { useFitsStore } from '../stores/fits.js'
import { useGroupLookStore } from '../stores/groupLook.js'
import { useHost } from '../stores/host.js'
import { canDiscriminate, haveSpace, usePlaneStore } from '../stores/plane.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useSamplesStore } from '../stores/samples.js'
import { useScattersStore } from '../stores/scatters.js'
import { useFormats } from './useFormats.js'
import { useGroupNames } from './useGroupNames.js'
import { useLoaded } from './useLoaded.js'
import { useScatter } from './useScatter.js'


/**
 * The scatter of the model on screen as the Results and Export steps show it: its points, colours, components, samples and legend.
 *
 * @param spatial whether it may be drawn in space.
 */
export function useGroupPicture({ spatial = false } = {}) {
  const host = useHost()
  const fits = useFitsStore()
  const plane = usePlaneStore()
  const groupLook = useGroupLookStore()
  const samplesStore = useSamplesStore()
  const scatters = useScattersStore()
  const preferences = usePreferencesStore()
  const { t } = useText()
  const formats = useFormats()
  const groupNames = useGroupNames()

  const fit = computed(() => fits.result)
  const columns = computed(() => fit.value?.features.columns ?? [])
  const discriminant = computed(() => canDiscriminate(fit.value))
  const showsCodes = computed(() => groupLook.space === 'codes')
  const codes = useLoaded(
    () => (fit.value && showsCodes.value ? { fit: fit.value.id, limit: scatters.codesLimit, spatial } : null),
    async request => markRaw(await host.engine.getCodes(request)),
  )
  /** Codes of three numbers or more; null while that is unknown. */
  const codesHaveSpace = computed(() => codes.value && codes.value.dimensions > 2)
  const canBeSpatial = computed(() => (showsCodes.value ? codesHaveSpace.value !== false : haveSpace(columns.value)))
  const isSpatial = computed(() => spatial && plane.isSpatial && canBeSpatial.value)
  const view = computed<View>(() => {
    const options = { discriminant: discriminant.value }
    return isSpatial.value && !showsCodes.value ? plane.spaceFor(columns.value, options) : plane.viewFor(columns.value, options)
  })
  const scatter = useScatter(() => fit.value && {
    features: fit.value.features,
    view: view.value,
    fit: fit.value.id,
    densities: groupLook.colourMode === 'density',
    scores: groupLook.colourMode === 'score',
    ...(groupLook.colourMode === 'blend' && { posteriors: fit.value.groups.length }),
    revision: fit.value.status,
  })

  const groups = computed(() => fit.value?.groups ?? [])
  const shaded = computed(() => {
    const mode = groupLook.colourMode
    if (showsCodes.value) return codes.value && codePoints(codes.value, mode, groups.value.length, n => t('results.codeAxis', { n }))
    return scatter.value && withBlend(namedAxes(plotPoints(scatter.value, mode, groups.value.length)), scatter.value)
  })
  /** The colours of the groups, blended by the posteriors of each point where that is asked for. */
  function withBlend(shown: ShadedPoints, { posteriors }: Scatter): ShadedPoints {
    if (groupLook.colourMode !== 'blend' || !posteriors) return shown
    return { ...shown, points: { ...shown.points, colours: markRaw(blendedColours(posteriors, groups.value.length, preferences.theme)) } }
  }
  /** Discriminant axes have numbers only, which get their name here. */
  function namedAxes({ points: shown, range }: ShadedPoints): ShadedPoints {
    if (view.value.kind !== 'discriminant') return { points: shown, range }
    const name = (n: string): string => t('plane.discriminantAxis', { n })
    const { third, xLabel, yLabel } = shown
    return { points: { ...shown, comparesGroups: true, xLabel: name(xLabel), yLabel: name(yLabel), ...(third && { third: { ...third, label: name(third.label) } }) }, range }
  }
  const points = computed(() => shaded.value?.points ?? null)
  const ellipses = computed(() => (showsCodes.value ? codes.value?.ellipses : scatter.value?.ellipses) ?? [])
  const samples = computed(() => (samplesStore.isOverlaid && !showsCodes.value && !isSpatial.value ? samplesStore.drawn : null))
  const look = computed<Look>(() => ({ theme: preferences.theme, focused: groupLook.focused, hidden: groupLook.hidden }))

  function rampLabels({ low, high }: ShadeRange): RampLabels {
    const { percent, decimal } = formats.value
    if (groupLook.colourMode === 'uncertainty')
      return { title: t('results.uncertaintyLegend'), low: `${percent(low)} ${t('results.certain')}`, high: `${t('results.undecided')} ${percent(high)}` }
    const title = t(groupLook.colourMode === 'density' ? 'results.densityLegend' : 'results.scoreLegend')
    return { title, low: `${decimal(low)} ${t('results.usual')}`, high: `${t('results.rare')} ${decimal(high)}` }
  }
  const ramp = computed(() => (shaded.value?.range ? rampLabels(shaded.value.range) : null))
  const legend = computed<readonly LegendEntry[]>(() => {
    const noise = fit.value?.noiseSize ?? 0
    return [
      ...groups.value.map(({ size }, label) => ({ label, name: groupNames.nameOf(groups.value, label), size })),
      ...(noise > 0 ? [{ label: noiseLabel, name: t('results.noise'), size: noise }] : []),
    ]
  })

  return { fit, columns, view, points, ellipses, samples, look, ramp, legend, showsCodes, discriminant, canBeSpatial, isSpatial }
}
