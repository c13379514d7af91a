import { onBeforeUnmount, onMounted } from 'vue'
import { isTyping } from '../commands/shortcuts.js'

export interface PasteListeners {
  /** Whether a table can be pasted now. */
  readonly accepts: () => boolean
  /** Text of a table: cells between tabs, as spreadsheets copy them, or CSV. */
  readonly onText: (text: string) => void
  readonly onFiles: (files: readonly File[]) => void
}

/** Accepts tables that are pasted anywhere on the window, except into a field. */
export function useTablePaste({ accepts, onText, onFiles }: PasteListeners): void {
  function paste(event: ClipboardEvent): void {
    if (isTyping(event.target) || !event.clipboardData || !accepts()) return
    // A spreadsheet puts a picture of the cells beside their text; only what has no text is a file.
    const text = event.clipboardData.getData('text/plain')
    const files = [...event.clipboardData.files]
    if (text.trim() === '' && files.length === 0) return
    event.preventDefault()
    if (text.trim() !== '') onText(text)
    else onFiles(files)
  }

  onMounted(() => addEventListener('paste', paste))
  onBeforeUnmount(() => removeEventListener('paste', paste))
}
