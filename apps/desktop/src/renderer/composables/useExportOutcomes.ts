import { useText } from '../i18n/useText.js'
import type { ExportKind } from '../stores/exports.js'
import { useExportsStore } from '../stores/exports.js'
import { useFormats } from './useFormats.js'

/** Texts about the result of the last save of each kind. */
export function useExportOutcomes(): (kind: ExportKind) => { readonly outcome: string | null; readonly done: boolean } {
  const exportsStore = useExportsStore()
  const { t } = useText()
  const formats = useFormats()

  return kind => {
    const outcome = exportsStore.outcomes[kind]
    if (!outcome) return { outcome: null, done: false }
    if (outcome.kind === 'cancelled') return { outcome: t('export.cancelled'), done: false }
    const { name, file } = outcome
    if (!file || file.rows === 0) return { outcome: t('export.saved', { name }), done: true }
    const { integer, bytes } = formats.value
    return {
      outcome: t('export.savedRows', { name, rows: t('common.rows', { n: integer(file.rows) }, file.rows), size: bytes(file.bytes) }),
      done: true,
    }
  }
}
