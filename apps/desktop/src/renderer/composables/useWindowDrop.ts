import { onBeforeUnmount, onMounted, ref } from 'vue'
import type { Ref } from 'vue'

/** Accepts files that are dropped anywhere on the window, in their order. `dragging` is true while a file is held over the window. */
export function useWindowDrop(onFiles: (files: readonly File[]) => void): { readonly dragging: Readonly<Ref<boolean>> } {
  const dragging = ref(false)
  // Entering a child fires before leaving its parent, so the enter events are counted.
  let depth = 0

  const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  function enter(event: DragEvent): void {
    if (!carriesFile(event)) return
    event.preventDefault()
    depth++
    dragging.value = true
  }

  function over(event: DragEvent): void {
    if (!carriesFile(event)) return
    event.preventDefault()
    event.dataTransfer!.dropEffect = 'copy'
  }

  function leave(event: DragEvent): void {
    if (!carriesFile(event)) return
    depth = Math.max(0, depth - 1)
    dragging.value = depth > 0
  }

  function drop(event: DragEvent): void {
    if (!carriesFile(event)) return
    event.preventDefault()
    depth = 0
    dragging.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length > 0) onFiles(files)
  }

  onMounted(() => {
    addEventListener('dragenter', enter)
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
  })
  onBeforeUnmount(() => {
    removeEventListener('dragenter', enter)
    removeEventListener('dragover', over)
    removeEventListener('dragleave', leave)
    removeEventListener('drop', drop)
  })

  return { dragging }
}
