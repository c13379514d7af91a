import { shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { useNoticesStore } from '../stores/notices.js'

/**
 * What `load` answers for `key()`; null while there is no key or no answer. A change of the key asks again.
 *
 * @param stays whether the last answer stays until the next one is there.
 */
export function useLoaded<Key, Value>(key: () => Key | null, load: (key: Key) => Promise<Value>, stays: (before: Key, now: Key) => boolean = () => false): Readonly<Ref<Value | null>> {
  const notices = useNoticesStore()
  const value = shallowRef<Value | null>(null)
  let latest = 0
  let before: Key | null = null
  watch(() => JSON.stringify(key()), async () => {
    const asked = key()
    const turn = ++latest
    if (asked === null || before === null || !stays(before, asked)) value.value = null
    before = asked
    if (asked === null) return
    const loaded = await notices.attempt(() => load(asked))
    if (turn === latest && loaded !== undefined) value.value = loaded
  }, { immediate: true })
  return value
}
