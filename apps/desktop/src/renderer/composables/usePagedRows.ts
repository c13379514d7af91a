import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { PageCache } from '../pages/pageCache.js'

const pageSize = 200
const capacity = 40
/** Delay from a scroll movement to the request of the pages in sight, in ms. */
const fetchDelay = 40

export interface PagedRows<Row> {
  /** The row; undefined while it is being fetched. */
  row(index: number): Row | undefined
  /** Tells that rows `first` to `last` are now on screen. */
  want(first: number, last: number): void
}

/**
 * Rows of a long table, which are fetched when they become visible. `key` identifies the table. When it changes,
 * everything is fetched again, and answers for an earlier key are dropped.
 */
export function usePagedRows<Row>(
  key: () => unknown, load: (offset: number, limit: number) => Promise<readonly Row[] | undefined>,
): PagedRows<Row> {
  const cache = shallowRef(new PageCache<Row>(pageSize, capacity))
  const revision = shallowRef(0)
  const underway = new Set<number>()
  let wanted = { first: 0, last: -1 }
  let timer: ReturnType<typeof setTimeout> | undefined

  async function fetchPage(page: number): Promise<void> {
    const target = cache.value
    underway.add(page)
    const rows = await load(page * pageSize, pageSize)
    if (target !== cache.value) return
    underway.delete(page)
    if (!rows) return
    target.set(page, rows)
    revision.value++
  }

  function fetchWanted(): void {
    timer = undefined
    if (wanted.last < wanted.first) return
    for (const page of cache.value.pagesFor(wanted.first, wanted.last))
      if (!cache.value.has(page) && !underway.has(page)) void fetchPage(page)
  }

  function want(first: number, last: number): void {
    wanted = { first, last }
    timer ??= setTimeout(fetchWanted, cache.value.size === 0 ? 0 : fetchDelay)
  }

  watch(key, () => {
    cache.value = new PageCache(pageSize, capacity)
    underway.clear()
    want(wanted.first, wanted.last)
  }, { flush: 'sync' })
  onBeforeUnmount(() => { clearTimeout(timer) })

  return {
    row(index) {
      void revision.value // the rows are drawn again when a page arrives
      return cache.value.get(index)
    },
    want,
  }
}
