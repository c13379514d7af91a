import type { FitId } from '../contract/identifiers.js'
import type { SavedSelection, Selection } from '../contract/selection.js'

/** The selections with names that the session keeps, in the order in which they were saved. */
export class SavedSelections {
  #saved: readonly SavedSelection[] = []
  #lastNumber = 0

  get all(): SavedSelection[] {
    return [...this.#saved]
  }

  restore(saved: readonly SavedSelection[]): void {
    this.#saved = saved
    this.#lastNumber = Math.max(this.#lastNumber, ...saved.map(({ id }) => Number(id.split('-')[1])))
  }

  /** Takes over the selections of another session, or of fits that come back. @param fits the identifiers here of their fits. */
  adopt(saved: readonly SavedSelection[], fits: ReadonlyMap<FitId, FitId>): void {
    for (const { name, selection, selected } of saved) {
      const fit = fits.get(selection.fit)
      if (fit !== undefined) this.add(name, { fit, parts: selection.parts.map(part => withFit(part, fits)) }, selected)
    }
  }

  /** A selection of the same name takes the place of the one before. @param selected its number of rows. */
  add(name: string, selection: Selection, selected: number): void {
    const kept = this.#saved.filter(other => other.name !== name || other.selection.fit !== selection.fit)
    this.#saved = [...kept, { id: `selection-${++this.#lastNumber}`, name, selection, selected }]
  }

  remove(id: string): void {
    this.#saved = this.#saved.filter(saved => saved.id !== id)
  }

  /** Forgets the selections of fits that are removed, whose identifiers other fits may get. */
  forget(fits: readonly FitId[]): void {
    this.#saved = this.#saved.filter(({ selection }) => !fits.includes(selection.fit))
  }

  /** The selections of these fits. */
  of(fits: readonly { readonly id: FitId }[]): SavedSelection[] {
    const known = new Set(fits.map(({ id }) => id))
    return this.#saved.filter(({ selection }) => known.has(selection.fit))
  }
}

/** A part with the identifier here of the fit that its group is of. */
function withFit(part: Selection['parts'][number], fits: ReadonlyMap<FitId, FitId>): Selection['parts'][number] {
  const { combine, region } = part
  if (region.kind !== 'group' || region.fit === undefined) return part
  return { combine, region: { ...region, fit: fits.get(region.fit) ?? region.fit } }
}
