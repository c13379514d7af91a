import { ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'

/** The kinds that a field of an object can be required to have. */
export type FieldKind = 'function' | 'object' | 'list' | 'text' | 'number'

const fieldKinds: Readonly<Record<FieldKind, { readonly expected: string; readonly matches: (value: unknown) => boolean }>> = {
  function: { expected: 'a function', matches: value => typeof value === 'function' },
  object: { expected: 'an object', matches: value => typeof value === 'object' && value !== null && !Array.isArray(value) },
  list: { expected: 'a list', matches: value => Array.isArray(value) },
  text: { expected: 'a text', matches: value => typeof value === 'string' && value !== '' },
  number: { expected: 'a number', matches: value => typeof value === 'number' },
}

/**
 * Checks objects that other functions or the caller make, such as a learner or a store.
 *
 * @param what description of the expected object, such as 'a family of tasks'.
 * @throws {ShapeError} unless `value` is an object whose fields have the given kinds. It may have other fields.
 */
export function requireObject(
  name: string,
  value: unknown,
  { what, fields, remedy }: { readonly what: string; readonly fields: Readonly<Record<string, FieldKind>>; readonly remedy: string },
): void {
  if (typeof value !== 'object' || value === null) throw new ShapeError(name, what, describeValue(value), remedy)
  for (const [field, kind] of Object.entries(fields)) {
    const own = (value as Readonly<Record<string, unknown>>)[field]
    if (!fieldKinds[kind].matches(own)) throw new ShapeError(`${name}.${field}`, fieldKinds[kind].expected, describeValue(own), remedy)
  }
}
