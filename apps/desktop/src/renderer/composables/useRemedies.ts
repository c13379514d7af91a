import { computed, type ComputedRef } from 'vue'
import type { FitSummary } from '../../contract/fit.js'
import { useText } from '../i18n/useText.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useDatasetsStore } from '../stores/datasets.js'
import { useFeaturesStore } from '../stores/features.js'
import { useFitsStore } from '../stores/fits.js'
import { useModelFormStore } from '../stores/modelForm.js'
import { useFormats } from './useFormats.js'

/** A way out of a failure, which changes the settings and fits again. */
export interface Remedy {
  readonly id: 'leaveOut' | 'leaveOutConstant' | 'otherValue'
  readonly text: string
}

/** Failures of columns that do not vary, or follow from others. */
const codes = ['constant-column', 'dependent-columns']
/** What a person can do about a fit that failed because of a column. */
export function useRemedies(fit: () => FitSummary | null): { readonly remedies: ComputedRef<readonly Remedy[]>; readonly apply: (id: Remedy['id']) => Promise<void> } {
  const catalogue = useCatalogueStore()
  const datasets = useDatasetsStore()
  const features = useFeaturesStore()
  const form = useModelFormStore()
  const fits = useFitsStore()
  const formats = useFormats()
  const { t } = useText()

  const texts = computed(() => catalogue.textsFor(fit()?.family ?? ''))
  const column = computed(() => {
    const { error, features: used, status } = fit() ?? {}
    const name = error?.fields['column']
    return status === 'failed' && error && codes.includes(error.code) && typeof name === 'string' && used!.columns.includes(name) && used!.columns.length > 1 ? name : null
  })
  /** All columns of the fit that have one value in the whole table, with the one that has one in the rows of the fit, if they are several. */
  const constant = computed(() => {
    const summary = fit()
    if (column.value === null || summary?.error?.code !== 'constant-column') return []
    const known = datasets.datasets.find(({ id }) => id === summary.features.dataset)?.columns ?? []
    const names = known.filter(({ name, role }) => name === column.value || role === 'constant').map(({ name }) => name)
    const used = summary.features.columns.filter(name => names.includes(name))
    return used.length > 1 && used.length < summary.features.columns.length ? used : []
  })
  /** An option of the family with a value that fits without this failure. */
  const otherValue = computed(() => {
    const { family: kind, error, options = {} } = fit() ?? {}
    for (const option of catalogue.family(kind ?? '')?.options ?? []) {
      const value = option.kind === 'choice' ? option.remedies?.[error?.code ?? ''] : undefined
      if (value !== undefined && value !== options[option.name]) return { option, value }
    }
    return null
  })

  const remedies = computed<readonly Remedy[]>(() => {
    if (column.value === null) return []
    return [
      { id: 'leaveOut', text: t('remedies.leaveOut', { column: column.value }) },
      ...(constant.value.length > 0 ? [{ id: 'leaveOutConstant' as const, text: t('remedies.leaveOutConstant', { n: formats.value.integer(constant.value.length) }) }] : []),
      ...(otherValue.value ? [{ id: 'otherValue' as const, text: t('remedies.otherValue', { option: texts.value.options[otherValue.value.option.text]?.name ?? otherValue.value.option.name, value: texts.value.choices[otherValue.value.value] ?? otherValue.value.value }) }] : []),
    ]
  })

  /** Fills the form with the settings of the fit, changes what the remedy says, and starts a fit. The change of columns can be undone. */
  async function apply(id: Remedy['id']): Promise<void> {
    const failed = fit()
    if (!failed || column.value === null) return
    const other = otherValue.value
    const leftOut = id === 'leaveOut' ? [column.value] : id === 'leaveOutConstant' ? constant.value : []
    features.restore(failed.features)
    form.fill(failed.family, failed.options)
    if (id === 'otherValue' && other) form.set(other.option.name, other.value)
    if (leftOut.length > 0 && failed.features.roles) for (const name of leftOut) features.chooseRole(name, { word: 'none' })
    else if (leftOut.length > 0) features.use(leftOut, false)
    const request = form.blocker ? null : form.request()
    if (request) await fits.start(request)
  }

  return { remedies, apply }
}
