import type { Cell, DatasetSummary } from '../../contract/dataset.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'
import type { PagedRows } from './usePagedRows.js'
import { usePagedRows } from './usePagedRows.js'

/** The rows of `dataset()` for a preview. They are fetched again when a column type changes. */
export function useDatasetRows(dataset: () => DatasetSummary | null): PagedRows<readonly Cell[]> {
  const host = useHost()
  const notices = useNoticesStore()
  return usePagedRows(dataset, async (offset, limit) => {
    const present = dataset()
    if (!present || present.server?.needsPassword) return undefined
    const page = await notices.attempt(() => host.engine.getRows({ dataset: present.id, offset, limit }))
    return page?.rows
  })
}
