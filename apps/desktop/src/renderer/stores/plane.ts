import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { View } from '../../contract/features.js'

/** The default view: up to two columns are shown directly; for more columns the principal components show more. */
export function defaultView(columns: readonly string[]): View {
  const [x, y] = columns
  return x !== undefined && columns.length <= 2 ? { kind: 'columns', x, y: y ?? x } : { kind: 'principal' }
}

/** The plane in which all scatters are drawn. */
export const usePlaneStore = defineStore('plane', () => {
  const preferred = shallowRef<View | null>(null)

  /** The preferred view if `columns` allow it, otherwise their default view. */
  function viewFor(columns: readonly string[]): View {
    const view = preferred.value
    const fits = view !== null && (view.kind === 'principal'
      ? columns.length > 1
      : columns.includes(view.x) && columns.includes(view.y) && (view.x !== view.y || columns.length === 1))
    return fits ? view : defaultView(columns)
  }

  function prefer(view: View): void {
    preferred.value = view
  }

  return { preferred, viewFor, prefer }
})
