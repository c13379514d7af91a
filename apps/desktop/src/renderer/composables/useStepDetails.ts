import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useText } from '../i18n/useText.js'
import { useFeaturesStore } from '../stores/features.js'
import { useFitsStore } from '../stores/fits.js'
import type { Step } from '../stores/navigation.js'
import { useFormats } from './useFormats.js'

/** Short texts under the steps: columns in use, state of the fit, number of clusters. */
export function useStepDetails(): ComputedRef<Readonly<Record<Step, string>>> {
  const features = useFeaturesStore()
  const fits = useFitsStore()
  const { t } = useText()
  const formats = useFormats()
  return computed(() => {
    const fit = fits.shown
    const model = fit?.model
    const columns = features.columns.length
    return {
      data: columns ? t('fit.usesColumns', { n: formats.value.integer(columns) }, columns) : '',
      fit: fit ? t(`fit.statusShort.${fit.status}`) : '',
      clusters: model
        ? t('fit.historyEntry', { components: formats.value.integer(model.components), type: t(`fit.covariance.${model.covarianceType}.name`) })
        : '',
      export: '',
    }
  })
}
