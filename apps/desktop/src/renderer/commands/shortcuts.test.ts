// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { isPressed, isTyping, shortcuts, shortcutText, stepShortcut } from './shortcuts.js'

const press = (key: string, held: KeyboardEventInit = {}): KeyboardEvent => new KeyboardEvent('keydown', { key, ...held })

it('are written as each system writes them', () => {
  expect([shortcuts.redo, shortcuts.palette, stepShortcut(1), shortcuts.help].map(shortcut => shortcutText(shortcut, false))).toEqual(['Ctrl+Shift+Z', 'Ctrl+K', 'Alt+1', '?'])
  expect([shortcuts.redo, shortcuts.palette, stepShortcut(1)].map(shortcut => shortcutText(shortcut, true))).toEqual(['⇧⌘Z', '⌘K', '⌥1'])
})

it('differ by the keys that are held', () => {
  expect(isPressed(press('z', { ctrlKey: true }), shortcuts.undo)).toBe(true)
  expect(isPressed(press('Z', { metaKey: true, shiftKey: true }), shortcuts.redo)).toBe(true)
  expect(isPressed(press('Z', { ctrlKey: true, shiftKey: true }), shortcuts.undo)).toBe(false)
  expect(isPressed(press('?', { shiftKey: true }), shortcuts.help)).toBe(true)
  expect(isPressed(press('¡', { altKey: true, code: 'Digit1' }), stepShortcut(1))).toBe(true)
})

it('leave keys to a field in which somebody types', () => {
  const [text, box] = [document.createElement('input'), document.createElement('input')]
  box.type = 'checkbox'
  expect([text, document.createElement('textarea'), box, document.createElement('button'), null].map(isTyping)).toEqual([true, true, false, false, false])
})
