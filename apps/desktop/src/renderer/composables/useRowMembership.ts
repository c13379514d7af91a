import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { FitId } from '../../contract/identifiers.js'
import type { MembershipPage } from '../../contract/results.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'

type Membership = MembershipPage['rows'][number]

/** Time for which the pointer must stay on a row before it is asked for, in ms. */
const hoverDelay = 60

/** What a model says of the row that `row()` names; null if there is no row, or while the answer is awaited. */
export function useRowMembership(row: () => { readonly fit: FitId; readonly row: number } | null): Readonly<Ref<Membership | null>> {
  const host = useHost()
  const notices = useNoticesStore()
  const membership = shallowRef<Membership | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  watch(row, wanted => {
    clearTimeout(timer)
    membership.value = null
    const turn = ++latest
    if (!wanted) return
    timer = setTimeout(async () => {
      const page = await notices.attempt(() => host.engine.getMemberships({ fit: wanted.fit, offset: 0, limit: 1, order: 'row', group: null, row: wanted.row }))
      if (turn === latest) membership.value = page?.rows[0] ?? null
    }, hoverDelay)
  })
  onBeforeUnmount(() => { clearTimeout(timer) })
  return membership
}
