import { onBeforeUnmount, onMounted } from 'vue'
import { pastedTable, type PastedTable } from '../files/pastedTable.js'

/** Takes tables and files that are pasted anywhere on the window, except into a field. */
export function useWindowPaste({ onTable, onFiles }: { readonly onTable: (table: PastedTable) => void; readonly onFiles: (files: readonly File[]) => void }): void {
  function paste(event: ClipboardEvent): void {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')) return
    const files = [...(event.clipboardData?.files ?? [])]
    const table = pastedTable(event.clipboardData?.getData('text/plain') ?? '')
    if (!table && files.length === 0) return
    event.preventDefault()
    // A spreadsheet puts a picture of its cells beside their text.
    if (table) onTable(table)
    else onFiles(files)
  }
  onMounted(() => addEventListener('paste', paste))
  onBeforeUnmount(() => removeEventListener('paste', paste))
}
