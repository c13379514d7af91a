import { EmptyComponentError } from '../errors.js'

/** A component with a smaller soft count than this share of an average row has lost all its samples. */
const emptyShare = 1e-10

/**
 * @param count soft count of the component.
 * @param total sum of the row weights.
 * @throws {EmptyComponentError} if the component has lost all its samples.
 */
export function requireSamples(count: number, component: number, { total, rows }: { readonly total: number; readonly rows: number }): void {
  // An average weight above 1 must not raise the threshold: it means repeated rows.
  if (!(count > emptyShare * Math.min(1, total / rows))) throw new EmptyComponentError(component, count)
}
