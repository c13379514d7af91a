import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useText } from '../i18n/useText.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useFeaturesStore } from '../stores/features.js'
import { useFitsStore } from '../stores/fits.js'
import { useModelFormStore } from '../stores/modelForm.js'
import type { Step } from '../stores/navigation.js'
import { useFormats } from './useFormats.js'

/** Short texts under the steps: columns in use, state of the fit or the family to fit, and the family of the result. */
export function useStepDetails(): ComputedRef<Readonly<Record<Step, string>>> {
  const features = useFeaturesStore()
  const catalogue = useCatalogueStore()
  const form = useModelFormStore()
  const fits = useFitsStore()
  const { t } = useText()
  const formats = useFormats()
  return computed(() => {
    const fit = fits.shown
    const columns = features.columns.length
    return {
      project: fits.fits.length > 0 ? t('keep.fitCount', { n: formats.value.integer(fits.fits.length) }, fits.fits.length) : '',
      data: columns ? t('data.columnsInUse', { n: formats.value.integer(columns) }, columns) : '',
      models: fit ? t(`status.${fit.status}`) : (form.family ? catalogue.nameOf(form.family.kind) : ''),
      results: fits.result ? catalogue.nameOf(fits.result.family) : '',
      report: '',
      export: '',
    }
  })
}
