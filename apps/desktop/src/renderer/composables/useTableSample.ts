import type { DatasetSummary } from '../../contract/dataset.js'
import { useText } from '../i18n/useText.js'
import { useDatasetsStore } from '../stores/datasets.js'
import { useFormats } from './useFormats.js'

/** Number of rows of a sample where a person chooses none. */
export const usualSampleRows = 50_000

/** Samples of tables at servers. */
export function useTableSample() {
  const { t } = useText()
  const formats = useFormats()
  const datasets = useDatasetsStore()

  /** The columns that tell the rows of a table apart, in words. */
  function orderOf({ server, columns }: DatasetSummary): string {
    const order = server?.order ?? []
    return order.length === columns.length && order.length > 3 ? t('servers.allColumns') : order.join(', ')
  }

  /** Opens drawn rows as a dataset. Its note, which stays with it in projects and reports, says where they are from. */
  async function open(table: DatasetSummary, rows: number): Promise<DatasetSummary | null> {
    const { integer } = formats.value
    return datasets.openTableSample(table.id, rows, sample =>
      t('servers.sampleOf', { n: integer(sample.rows), total: integer(table.rows), address: table.server?.address ?? '', order: orderOf(table) }, sample.rows))
  }

  return { open, orderOf }
}
