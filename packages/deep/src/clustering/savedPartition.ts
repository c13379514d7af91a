import { CheckpointMismatchError, type JsonValue, type SavedArray } from '@mixtura/tensor'

/* Readers of a saved partition. Each refuses values that no partition can have and names them. */

/** @throws {CheckpointMismatchError} unless the value is a number from 0 to 1. */
export function savedShare(name: string, json: JsonValue | undefined): number {
  if (isShare(json)) return json
  throw new CheckpointMismatchError(name, 'a number from 0 to 1', json === undefined ? 'absent' : JSON.stringify(json).slice(0, 60))
}

/** @throws {CheckpointMismatchError} unless all values are from 0 to 1. */
export function savedShares(name: string, { data }: SavedArray): Float32Array {
  requireEach(name, data, { expected: 'numbers from 0 to 1', isRight: isShare })
  return data
}

/** @throws {CheckpointMismatchError} unless all values are cluster indices. */
export function savedLabels(name: string, { data }: SavedArray, components: number): Int32Array {
  const isRight = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < components
  requireEach(name, data, { expected: `whole numbers from 0 to ${components - 1}`, isRight })
  return Int32Array.from(data)
}

function requireEach(name: string, data: Float32Array, { expected, isRight }: { readonly expected: string; readonly isRight: (value: number) => boolean }): void {
  const place = data.findIndex(value => !isRight(value))
  if (place >= 0) throw new CheckpointMismatchError(`array '${name}'`, expected, `${data[place]} at place ${place}`)
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
