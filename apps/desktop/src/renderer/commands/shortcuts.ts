/** A key with the keys that are held with it. `command` is Ctrl, and ⌘ on a Mac. */
export interface Shortcut {
  readonly key: string
  readonly command?: boolean
  readonly shift?: boolean
  readonly alt?: boolean
}

/** All shortcuts of the window. */
export const shortcuts = {
  palette: { key: 'k', command: true },
  help: { key: '?' },
  save: { key: 's', command: true },
  open: { key: 'o', command: true },
  paste: { key: 'v', command: true },
  undo: { key: 'z', command: true },
  redo: { key: 'z', command: true, shift: true },
  start: { key: 'Enter', command: true },
  rename: { key: 'F2' },
  remove: { key: 'Delete' },
} as const satisfies Record<string, Shortcut>

export type ShortcutName = keyof typeof shortcuts

/** The shortcut of a step of the rail, 1 for the first. */
export const stepShortcut = (at: number): Shortcut => ({ key: String(at), alt: true })

const isMac = /mac/i.test(navigator.platform)

/** "Ctrl+Shift+Z", or "⇧⌘Z" on a Mac. */
export function shortcutText({ key, command, shift, alt }: Shortcut, mac = isMac): string {
  const named = key.length === 1 ? key.toUpperCase() : key
  if (mac) return [alt && '⌥', shift && '⇧', command && '⌘', named].filter(Boolean).join('')
  return [command && 'Ctrl', alt && 'Alt', shift && 'Shift', named].filter(Boolean).join('+')
}

/** Whether a key press is that of a shortcut. */
export function isPressed(event: KeyboardEvent, { key, command = false, shift = false, alt = false }: Shortcut): boolean {
  // A question mark needs the shift key on most keyboards, and none on others.
  const isSign = key.length === 1 && /[^a-z0-9]/i.test(key)
  // With Alt, a Mac writes other characters, so the digit is taken from the key itself.
  const pressed = alt && /^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key
  return pressed.toLowerCase() === key.toLowerCase() && (event.ctrlKey || event.metaKey) === command && event.altKey === alt && (isSign || event.shiftKey === shift)
}

/** Whether keys are typed into a field, so that those without Ctrl and those of undo belong to it. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio], [type=file]), textarea, [role=textbox]'))
