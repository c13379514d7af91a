import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import { stepsBehind, type PreparationStep } from '../contract/preparation.js'

/** The columns that a fit reads from its dataset. */
export function columnsOfFit({ columns, label, where }: Features): readonly string[] {
  return [...columns, ...(label === null ? [] : [label]), ...(where?.conditions ?? []).map(({ column }) => column)]
}

/**
 * A fit stays what it is: the steps through which its columns came cannot change while it is there.
 * @throws {StudioError} `prepared-in-use`
 */
export function requireStepsOfFits(
  { before, after }: { readonly before: readonly PreparationStep[]; readonly after: readonly PreparationStep[] }, fits: readonly { readonly id: string; readonly features: Features }[],
): void {
  const kept = new Set(after.map(step => JSON.stringify(step)))
  for (const { id, features } of fits) {
    const lost = stepsBehind(before, columnsOfFit(features)).find(step => !kept.has(JSON.stringify(step)))
    if (lost) {
      throw new StudioError('prepared-in-use', `Step "${lost.name}" made columns that ${id} uses, so it cannot be changed or removed. Add another step, or remove that fit first.`, { step: lost.name, fit: id })
    }
  }
}
