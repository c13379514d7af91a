import { ShapeError } from '../errors.js'

/**
 * @param indices 0-based.
 * @param of what they number: `count` columns or components.
 * @throws {ShapeError} unless they are at least one, distinct, and whole numbers from 0 to count - 1.
 */
export function requireIndices(
  name: string,
  indices: readonly number[],
  of: { readonly kind: 'column' | 'component'; readonly count: number },
): void {
  const inRange = (index: number): boolean => Number.isSafeInteger(index) && index >= 0 && index < of.count
  if (indices.length > 0 && indices.every(inRange) && new Set(indices).size === indices.length) return
  throw new ShapeError(
    name,
    `distinct ${of.kind} indices from 0 to ${of.count - 1}, at least one`,
    `[${indices.join(', ')}]`,
    `Pass for example [0] as ${name}.`,
  )
}
