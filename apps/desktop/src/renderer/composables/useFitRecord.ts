import type { FitSummary } from '../../contract/fit.js'
import { useText } from '../i18n/useText.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useFormats } from './useFormats.js'

export interface RecordEntry {
  readonly name: string
  readonly value: string
  /** Whether the value needs a line of its own. */
  readonly isLong?: boolean
}

/** What repeats a fit: its data, seed, device, time and versions, as texts. */
export function useFitRecord(): (fit: FitSummary) => readonly RecordEntry[] {
  const catalogue = useCatalogueStore()
  const { t } = useText()
  const formats = useFormats()

  return ({ family, features, rowsUsed, options, device, seconds, record }) => {
    const { integer, duration, moment, list } = formats.value
    const seed = options['seed']
    const unknown = t('keep.unknown')
    return [
      { name: t('keep.fields.model'), value: catalogue.nameOf(family) },
      { name: t('keep.fields.dataset'), value: record?.data.name ?? unknown },
      { name: t('keep.fields.rows'), value: integer(rowsUsed) },
      { name: t('keep.fields.columns'), value: features.columns.length > 8 ? integer(features.columns.length) : list(features.columns) },
      { name: t('keep.fields.scaling'), value: t(features.scaling === 'standardize' ? 'data.scalingStandardize' : 'data.scalingNone') },
      ...(typeof seed === 'number' ? [{ name: t('keep.fields.seed'), value: String(seed) }] : []),
      { name: t('keep.fields.backend'), value: device?.backend ?? unknown },
      { name: t('keep.fields.device'), value: device?.name ?? unknown },
      { name: t('keep.fields.threads'), value: device ? (device.threads === null ? t('keep.byBackend') : integer(device.threads)) : unknown },
      { name: t('keep.fields.time'), value: duration(seconds) },
      { name: t('keep.fields.started'), value: record ? moment(record.startedAt) : unknown },
      ...(record?.versions ?? []).map(({ name, version }) => ({ name, value: version })),
      { name: t('keep.fields.sha256'), value: record?.data.sha256 ?? unknown, isLong: true },
    ]
  }
}

/** Entries as lines of text, to be copied. */
export const recordText = (entries: readonly RecordEntry[]): string => entries.map(({ name, value }) => `${name}: ${value}`).join('\n')
