import { InvalidOptionError, ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'
import { isArrayLike } from './readNumbers.js'

/**
 * @param indices 0-based.
 * @param of what the indices refer to: `count` columns or components.
 * @throws {ShapeError} unless there is at least one index, and all are distinct whole numbers from 0 to count - 1.
 */
export function requireIndices(
  name: string,
  indices: unknown,
  of: { readonly kind: 'column' | 'component'; readonly count: number },
): asserts indices is readonly number[] {
  const inRange = (index: unknown): boolean => Number.isSafeInteger(index) && Number(index) >= 0 && Number(index) < of.count
  const entries: unknown[] | undefined = isArrayLike(indices) ? Array.from(indices) : undefined
  if (entries && entries.length > 0 && entries.every(inRange) && new Set(entries).size === entries.length) return
  const isNumeric = entries?.every(entry => typeof entry === 'number')
  throw new ShapeError(
    name,
    `distinct ${of.kind} indices from 0 to ${of.count - 1}, at least one`,
    isNumeric ? `[${entries!.join(', ')}]` : describeValue(entries?.find(entry => typeof entry !== 'number') ?? indices),
    `Pass for example [0] as ${name}.`,
  )
}

/** @throws {InvalidOptionError} unless `component` is a whole number from 0 to components - 1. */
export function requireComponent(component: unknown, components: number): asserts component is number {
  if (Number.isSafeInteger(component) && Number(component) >= 0 && Number(component) < components) return
  throw new InvalidOptionError('component', `an index from 0 to ${components - 1}`, component, 'Pass for example 0.')
}
