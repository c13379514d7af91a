import { onBeforeUnmount, onMounted } from 'vue'
import type { View } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'
import type { Combination, Region } from '../../contract/selection.js'
import type { Place } from '../charts/lasso.js'
import type { Projection } from '../charts/orbit/projection.js'
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

  const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

  /** The polygons of the selection that lie in the plane on screen, or in the picture of space as it is turned now. */
  function outlines(projection: Projection | null): readonly { readonly combine: Combination; readonly corners: readonly Place[] }[] {
    const { fit, view, showsCodes } = plane()
    if (!selection.selection || selection.selection.fit !== fit?.id) return []
    const isHere = (region: Region): boolean => {
      if (region.kind === 'codes') return showsCodes && projection === null
      if (showsCodes) return false
      if (region.kind === 'space') return projection !== null && isSame([region.view, region.across, region.down], [view, ...axesOf(projection)])
      return region.kind === 'polygon' && projection === null && isSame(region.view, view)
    }
    return selection.selection.parts.flatMap(({ combine, region }) => (isHere(region) && 'corners' in region ? [{ combine, corners: region.corners }] : []))
  }

  function regionOf(corners: readonly Place[], projection: Projection | null): Region {
    const { view, showsCodes } = plane()
    const drawn = corners.map(([x, y]): [number, number] => [x, y])
    if (projection) {
      const [across, down] = axesOf(projection)
      return { kind: 'space', view, across, down, corners: drawn }
    }
    if (showsCodes) return { kind: 'codes', corners: drawn }
    // A single column is drawn as a strip, whose other axis has no meaning.
    if (view.kind === 'columns' && view.x === view.y) {
      const values = corners.map(([x]) => x)
      return { kind: 'range', column: view.x, minimum: Math.min(...values), maximum: Math.max(...values) }
    }
    return { kind: 'polygon', view, corners: drawn }
  }

  /** @param projection of the space on screen; null in a plane. */
  const draw = (corners: readonly Place[], combine: Combination | null, projection: Projection | null): void => selection.select(regionOf(corners, projection), combine)

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

type PixelAxis = Extract<Region, { kind: 'space' }>['across']

/** Where a projection has its points: pixels to the right, and down. */
function axesOf({ x, y }: Projection): readonly [PixelAxis, PixelAxis] {
  const plain = ({ direction: [a, b, c], offset }: Projection['x']): PixelAxis => ({ direction: [a, b, c], offset })
  return [plain(x), plain(y)]
}

/** How a region changes the selection, by the keys that are held: Shift adds, Alt takes away, both keep what is in both. */
export function combinationOf({ shiftKey, altKey }: { readonly shiftKey: boolean; readonly altKey: boolean }): Combination | null {
  if (shiftKey) return altKey ? 'keep' : 'add'
  return altKey ? 'remove' : null
}
