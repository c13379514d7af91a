import { computed } from 'vue'
import type { FitProgress, FitSummary } from '../../contract/fit.js'
import { errorText } from '../i18n/errorText.js'
import { useText } from '../i18n/useText.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import type { FitReports } from '../stores/fits.js'
import { secondsLeft } from '../stores/fits.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useFormats } from './useFormats.js'

export interface FitStatusSource {
  readonly fit: FitSummary | null
  readonly reports: FitReports | null
  readonly starting: boolean
}

/** Texts about the state of a fit: `text` is shown, and `spoken` is for the live region and changes less often. */
export function useFitStatus(source: () => FitStatusSource) {
  const preferences = usePreferencesStore()
  const catalogue = useCatalogueStore()
  const { t } = useText()
  const formats = useFormats()

  /** "Fitting all rows · Start 2 of 8 · step 5 of 1,000" */
  function position({ family }: FitSummary, { phase, places, step, steps }: FitProgress): string {
    const texts = catalogue.textsFor(family)
    const { integer } = formats.value
    return [
      texts.phases[phase] ?? phase,
      ...places.filter(({ of }) => of > 1).map(({ name, at, of }) => t('progress.place', { name: texts.places[name] ?? name, at: integer(at), of: integer(of) })),
      ...(step === 0 && steps === null ? [] : [steps === null ? t('progress.step', { step: integer(step) }) : t('progress.stepOf', { step: integer(step), steps: integer(steps) })]),
    ].join(' · ')
  }

  /** "3.2 sec, at most 12 sec left in this phase" */
  function times(reports: FitReports): string {
    const elapsed = formats.value.duration(reports.progress.seconds)
    const left = secondsLeft(reports)
    return left === null ? elapsed : t('progress.left', { elapsed, left: formats.value.duration(left) })
  }

  function completed(fit: FitSummary): string {
    const seconds = formats.value.duration(fit.seconds)
    const converged = fit.facts.find(({ name }) => name === 'converged')?.value
    if (converged === undefined) return t('progress.completed', { seconds })
    return t(converged === true ? 'progress.converged' : 'progress.notConverged', { seconds })
  }

  function describe({ fit, reports, starting }: FitStatusSource): string {
    if (starting) return t('progress.starting')
    const failure = fit?.error ? errorText(fit.error, preferences.locale, t) : null
    switch (fit?.status) {
      case undefined: return t('progress.idle')
      case 'queued': return t('progress.queued', { n: formats.value.integer(fit.queuePosition ?? 1) })
      case 'running': return reports ? position(fit, reports.progress) : t('progress.starting')
      case 'paused': return reports ? t('progress.pausedAt', { position: position(fit, reports.progress) }) : t('progress.paused')
      case 'completed': return completed(fit)
      case 'stopped': return t(fit.hasModel ? 'progress.stopped' : 'progress.stoppedEmpty')
      case 'failed': return failure ? t('progress.failed', { message: failure }) : t('status.failed')
      case 'interrupted': return [failure ?? t('progress.interrupted'), t(fit.resumable ? 'progress.canResume' : 'progress.cannotResume')].join(' ')
    }
  }

  const text = computed(() => describe(source()))
  const time = computed(() => {
    const { fit, reports } = source()
    return reports && (fit?.status === 'running' || fit?.status === 'paused') ? times(reports) : null
  })
  const spoken = computed(() => {
    const { fit, reports } = source()
    if (fit?.status !== 'running' || !reports) return text.value
    const { phase } = reports.progress
    return `${t('status.running')}: ${catalogue.textsFor(fit.family).phases[phase] ?? phase}`
  })
  const share = computed(() => shareDone(source().reports?.progress ?? null))

  return { text, time, spoken, share }
}

/** Share of the phase that is done, 0 to 1; null if it is unknown. It counts finished places, the outermost first, and the steps at the innermost place. */
export function shareDone(progress: FitProgress | null): number | null {
  if (!progress) return null
  const { places, step, steps } = progress
  // Few runs of a search for starts reach their maximum number of steps, so only places count if there are any.
  const nested = places.filter(({ of }) => of > 1)
  if (nested.length === 0) return steps === null || steps === 0 ? null : Math.min(1, step / steps)
  let share = 0
  let width = 1
  for (const { at, of } of nested) {
    width /= of
    share += (at - 1) * width
  }
  return share
}
