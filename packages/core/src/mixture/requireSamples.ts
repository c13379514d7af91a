import { EmptyComponentError } from '../errors.js'

/** Share of a row of average weight below which a component has lost all its samples. */
const emptyShare = 1e-10

/**
 * @param count soft count of the component.
 * @param total sum of the weights of all `rows`.
 * @throws {EmptyComponentError} if the component has lost all its samples.
 */
export function requireSamples(count: number, component: number, { total, rows }: { readonly total: number; readonly rows: number }): void {
  // Weights above 1 count rows several times, which are no fewer for that.
  if (!(count > emptyShare * Math.min(1, total / rows))) throw new EmptyComponentError(component, count)
}
