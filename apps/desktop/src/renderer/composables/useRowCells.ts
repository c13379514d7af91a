import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { Cell } from '../../contract/dataset.js'
import type { DatasetId } from '../../contract/identifiers.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'

/** Time for which the pointer must stay on a row before its values are fetched, in ms. */
const hoverDelay = 60

/** The cells of the row that `row()` names; null if there is no row, or while they are being fetched. */
export function useRowCells(row: () => { readonly dataset: DatasetId; readonly row: number } | null): Readonly<Ref<readonly Cell[] | null>> {
  const host = useHost()
  const notices = useNoticesStore()
  const cells = shallowRef<readonly Cell[] | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  watch(row, wanted => {
    clearTimeout(timer)
    cells.value = null
    const turn = ++latest
    if (!wanted) return
    timer = setTimeout(async () => {
      const page = await notices.attempt(() => host.engine.getRows({ dataset: wanted.dataset, offset: wanted.row, limit: 1 }))
      if (turn === latest) cells.value = page?.rows[0] ?? null
    }, hoverDelay)
  })
  onBeforeUnmount(() => { clearTimeout(timer) })
  return cells
}
