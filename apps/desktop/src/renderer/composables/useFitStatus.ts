import { computed } from 'vue'
import type { FitProgress, FitSummary } from '../../contract/fit.js'
import { errorText } from '../i18n/errorText.js'
import { useText } from '../i18n/useText.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useFormats } from './useFormats.js'

export interface FitStatusSource {
  readonly fit: FitSummary | null
  readonly progress: FitProgress | null
  readonly starting: boolean
}

/** Texts about the state of a fit: `text` is shown, and `spoken` is for the live region and changes less often. */
export function useFitStatus(source: () => FitStatusSource) {
  const preferences = usePreferencesStore()
  const { t } = useText()
  const formats = useFormats()

  function running(progress: FitProgress): string {
    const { integer } = formats.value
    const common = { start: integer(progress.start), starts: integer(progress.starts), iteration: integer(progress.iteration) }
    const step = t(`fit.status.phase.${progress.phase}`, common)
    return progress.candidates === 1
      ? t('fit.status.running', { step })
      : t('fit.status.runningCandidate', {
        step, candidate: integer(progress.candidate), candidates: integer(progress.candidates),
        components: integer(progress.components), type: t(`fit.covariance.${progress.covarianceType}.name`),
      })
  }

  function completed({ model, candidates, seconds }: FitSummary): string {
    const { integer } = formats.value
    if (!model) return t('fit.statusShort.completed')
    const facts = { iterations: integer(model.iterations), seconds: formats.value.seconds(seconds) }
    if (candidates.length > 1)
      return t('fit.status.completedRange', { ...facts, components: integer(model.components), type: t(`fit.covariance.${model.covarianceType}.name`) })
    return t(model.converged ? 'fit.status.completed' : 'fit.status.completedNotConverged', facts)
  }

  function describe({ fit, progress, starting }: FitStatusSource): string {
    if (starting) return t('fit.status.starting')
    switch (fit?.status) {
      case undefined: return t('fit.status.idle')
      case 'running': return progress ? running(progress) : t('fit.status.starting')
      case 'paused': return progress ? t('fit.status.paused', { iteration: formats.value.integer(progress.iteration) }) : t('fit.status.pausedPlain')
      case 'completed': return completed(fit)
      case 'stopped': return t(fit.model ? 'fit.status.stopped' : 'fit.status.stoppedEmpty')
      case 'failed': return fit.error ? t('fit.status.failed', { message: errorText(fit.error, preferences.locale, t) }) : t('fit.statusShort.failed')
      case 'interrupted': return `${t('fit.status.interrupted')} ${t(fit.resumable ? 'fit.interruptedBody' : 'fit.interruptedLost')}`
    }
  }

  const text = computed(() => describe(source()))
  const spoken = computed(() => {
    const { fit, progress } = source()
    return fit?.status === 'running' && progress ? t('fit.statusShort.running') : text.value
  })
  /** Share of finished starts among all starts of all candidates, 0 to 1. */
  const share = computed(() => {
    const { progress } = source()
    if (!progress) return null
    return ((progress.candidate - 1) * progress.starts + progress.start - 1) / (progress.candidates * progress.starts)
  })

  return { text, spoken, share }
}
