import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { View } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'

/** The default view: up to two columns are shown directly; for more columns the principal components show more. */
export function defaultView(columns: readonly string[]): View {
  const [x, y] = columns
  return x !== undefined && columns.length <= 2 ? { kind: 'columns', x, y: y ?? x } : { kind: 'principal' }
}

/** Whether the components of a fit have axes along which they differ. */
export function canDiscriminate(fit: Pick<FitSummary, 'capabilities' | 'groups' | 'features'> | null): boolean {
  return fit !== null && fit.capabilities.includes('components') && fit.groups.length > 1 && fit.features.columns.length > 1
}

/** Whether columns can be drawn in space. */
export const haveSpace = (columns: readonly string[]): boolean => columns.length > 2

/** The plane in which all scatters are drawn, and the space of the Results step. */
export const usePlaneStore = defineStore('plane', () => {
  const preferred = shallowRef<View | null>(null)
  /** Whether results are drawn in space, if they have three axes. */
  const isSpatial = ref(false)

  /** The preferred view in a plane if `columns` and the fit allow it, otherwise their default view. */
  function viewFor(columns: readonly string[], { discriminant = false } = {}): View {
    const view = preferred.value
    switch (view?.kind) {
      case 'principal': return columns.length > 1 ? { kind: 'principal' } : defaultView(columns)
      case 'discriminant': return discriminant ? { kind: 'discriminant' } : defaultView(columns)
      case 'columns': {
        const { x, y } = view
        return columns.includes(x) && columns.includes(y) && (x !== y || columns.length === 1) ? { kind: 'columns', x, y } : defaultView(columns)
      }
      case undefined: return defaultView(columns)
    }
  }

  /** The same with a third axis. Two columns are shown with the preferred third one, or with the first that is left. */
  function spaceFor(columns: readonly string[], options: { readonly discriminant: boolean }): View {
    const view = viewFor(columns, options)
    if (view.kind !== 'columns') return { ...view, spatial: true }
    const left = columns.filter(name => name !== view.x && name !== view.y)
    const wanted = preferred.value?.kind === 'columns' ? preferred.value.z : undefined
    const z = left.find(name => name === wanted) ?? left[0]
    return z === undefined ? view : { ...view, z }
  }

  function prefer(view: View): void {
    preferred.value = view
  }

  return { preferred, isSpatial, viewFor, spaceFor, prefer }
})
