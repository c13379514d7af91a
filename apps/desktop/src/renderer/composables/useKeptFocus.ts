import { nextTick, onMounted, onUnmounted, watch } from 'vue'
import type { Ref } from 'vue'

/**
 * Keeps the focus in the window when the element that has it goes or is disabled, as when a button leads to another page: it stays with the
 * element if that can take it again, otherwise it goes to `page`. A person who clicks beside everything has left it on purpose.
 *
 * @param changes what may take elements away.
 */
export function useKeptFocus(page: Readonly<Ref<HTMLElement | null>>, changes: () => unknown): void {
  let last: HTMLElement | null = null
  const canTake = (element: HTMLElement): boolean => element.isConnected && !element.matches(':disabled')

  function onFocus({ target }: FocusEvent): void {
    last = target instanceof HTMLElement ? target : null
  }
  function onBlur({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null || !document.hasFocus()) return
    // A button that is disabled while it works can be enabled again before the next lines run.
    if (target instanceof HTMLElement && !canTake(target)) return
    // An element that is taken away loses the focus a moment before it is gone.
    setTimeout(() => { if (target === last && last !== null && canTake(last) && document.activeElement === document.body) last = null })
  }
  async function keep(): Promise<void> {
    await nextTick()
    // Menus and dialogs give the focus back by themselves, a moment after they have closed.
    await new Promise(resolve => requestAnimationFrame(resolve))
    if (last === null || document.activeElement !== document.body) return
    if (canTake(last)) last.focus()
    else page.value?.focus()
  }

  watch(changes, () => void keep(), { flush: 'post' })
  onMounted(() => {
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', onBlur)
  })
  onUnmounted(() => {
    document.removeEventListener('focusin', onFocus)
    document.removeEventListener('focusout', onBlur)
  })
}
