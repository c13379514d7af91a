import { computed, onBeforeUnmount, onMounted } from 'vue'
import type { View } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'
import type { Combination, Region } from '../../contract/selection.js'
import type { Place } from '../charts/lasso.js'
import { useSelectionStore } from '../stores/selection.js'

/** What the scatter shows. */
export interface SelectionPlane {
  readonly fit: FitSummary | null
  readonly view: View
  readonly showsCodes: boolean
}

/** The selection as the scatter shows it, and what a person draws there. Escape clears it while the view is on screen. */
export function useSelectionView(plane: () => SelectionPlane) {
  const selection = useSelectionStore()

  /** The polygons of the selection that lie in the plane on screen. */
  const outlines = computed(() => {
    const { fit, view, showsCodes } = plane()
    if (!selection.selection || selection.selection.fit !== fit?.id) return []
    return selection.selection.parts.flatMap(({ combine, region }) => {
      const isHere = region.kind === 'codes' ? showsCodes : region.kind === 'polygon' && !showsCodes && JSON.stringify(region.view) === JSON.stringify(view)
      return isHere && 'corners' in region ? [{ combine, corners: region.corners }] : []
    })
  })

  function regionOf(corners: readonly Place[]): Region {
    const { view, showsCodes } = plane()
    const drawn = corners.map(([x, y]): [number, number] => [x, y])
    if (showsCodes) return { kind: 'codes', corners: drawn }
    // A single column is drawn as a strip, whose other axis has no meaning.
    if (view.kind === 'columns' && view.x === view.y) {
      const values = corners.map(([x]) => x)
      return { kind: 'range', column: view.x, minimum: Math.min(...values), maximum: Math.max(...values) }
    }
    return { kind: 'polygon', view, corners: drawn }
  }

  const draw = (corners: readonly Place[], combine: Combination | null): void => selection.select(regionOf(corners), combine)

  function clearByKey(event: KeyboardEvent): void {
    const { target } = event
    const isElsewhere = target instanceof Element && target.closest('[role=dialog], [role=menu], [role=listbox], input, textarea') !== null
    if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere || !selection.selection) return
    event.preventDefault()
    selection.clear()
  }
  onMounted(() => document.addEventListener('keydown', clearByKey))
  onBeforeUnmount(() => document.removeEventListener('keydown', clearByKey))

  return { outlines, draw }
}

/** How a region changes the selection, by the keys that are held: Shift adds, Alt takes away, both keep what is in both. */
export function combinationOf({ shiftKey, altKey }: { readonly shiftKey: boolean; readonly altKey: boolean }): Combination | null {
  if (shiftKey) return altKey ? 'keep' : 'add'
  return altKey ? 'remove' : null
}
