import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import type { Ref } from 'vue'

/** Current inner width and height of an element, in px. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>) {
  const size = shallowRef({ width: 0, height: 0 })
  const observer = new ResizeObserver(() => {
    if (element.value) size.value = { width: element.value.clientWidth, height: element.value.clientHeight }
  })
  onMounted(() => { if (element.value) observer.observe(element.value) })
  onBeforeUnmount(() => { observer.disconnect() })
  return size
}
