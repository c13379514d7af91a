import { computed, ref, watch } from 'vue'
import type { Ref } from 'vue'
import type { Cell, DatasetSummary } from '../../contract/dataset.js'
import type { RowQuery } from '../../contract/rows.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'
import { usePagedRows } from './usePagedRows.js'

/** A row on screen: its number in the dataset (0-based) and its cells. */
export interface ShownRow {
  readonly number: number
  readonly cells: readonly Cell[]
}

export interface DatasetRows {
  /** Number of rows of the query; null while it is being computed. */
  readonly total: Readonly<Ref<number | null>>
  row(index: number): ShownRow | undefined
  want(first: number, last: number): void
}

/** The rows of `dataset()` in the order of `query()`, page by page. They are fetched again when a column type or the query changes. */
export function useDatasetRows(dataset: () => DatasetSummary | null, query: () => RowQuery | undefined): DatasetRows {
  const host = useHost()
  const notices = useNoticesStore()
  const total = ref<number | null>(null)
  const key = computed(() => ({ dataset: dataset(), query: query() }))
  watch(key, ({ dataset: present, query: asked }) => { total.value = asked ? null : (present?.server?.previewRows ?? present?.rows ?? null) }, { immediate: true, flush: 'sync' })

  const paged = usePagedRows<ShownRow>(() => key.value, async (offset, limit) => {
    const asked = key.value
    if (!asked.dataset || asked.dataset.server?.needsPassword) return undefined
    const { id } = asked.dataset
    const page = await notices.attempt(() => host.engine.getRows({ dataset: id, offset, limit, ...(asked.query && { query: asked.query }) }))
    if (page && key.value === asked) total.value = page.total
    return page?.rows.map((cells, at) => ({ number: page.numbers[at]!, cells }))
  })
  return { total, ...paged }
}
