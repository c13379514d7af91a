import { ref, watch } from 'vue'
import type { MembershipPage, MembershipRequest } from '../../contract/results.js'
import type { FitId } from '../../contract/identifiers.js'
import type { Selection } from '../../contract/selection.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'
import { usePagedRows } from './usePagedRows.js'

export type MembershipOrder = MembershipRequest['order']

/** The rows of `fit()` with their posteriors, in the chosen order and of the chosen group; only those of `selection()` if there is one. */
export function useMemberships(fit: () => { readonly id: FitId; readonly rows: number } | null, selection: () => Selection | null) {
  const host = useHost()
  const notices = useNoticesStore()
  const order = ref<MembershipOrder>('row')
  const group = ref<number | null>(null)
  const total = ref(0)

  watch(fit, present => {
    total.value = present?.rows ?? 0
    group.value = null
    order.value = 'row'
  }, { immediate: true, flush: 'sync' })

  const rows = usePagedRows<MembershipPage['rows'][number]>(
    () => JSON.stringify([fit()?.id, order.value, group.value, selection()]),
    async (offset, limit) => {
      const present = fit()
      if (!present) return undefined
      const chosen = selection()
      const asked = { order: order.value, group: group.value, row: null, ...(chosen && { selection: chosen }) }
      const page = await notices.attempt(() => host.engine.getMemberships({ fit: present.id, offset, limit, ...asked }))
      if (page && asked.group === group.value && chosen === selection() && present.id === fit()?.id) total.value = page.total
      return page?.rows
    },
  )
  return { rows, order, group, total }
}
