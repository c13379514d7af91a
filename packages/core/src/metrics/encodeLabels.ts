import { ShapeError } from '@mixtura/numerics'
import { describeValue, isArrayLike } from '@mixtura/numerics/validation'

/** The name of a class or cluster. 1 and '1' are two labels. */
export type Label = number | string

export interface EncodedLabels {
  /** [N], codes[n] is the index of sample n's label in `distinct`. */
  readonly codes: Int32Array
  /** Numbers ascending, then strings by code unit; the order of the samples has no effect. */
  readonly distinct: readonly Label[]
  /** [distinct.length], samples per label. */
  readonly counts: Float64Array
}

/**
 * Encodes labels as whole numbers from 0.
 *
 * @param labels [N], N >= 1.
 * @param name name of the labels, for errors.
 * @throws {ShapeError} if there are none, or one is neither a finite number nor a string.
 */
export function encodeLabels(labels: ArrayLike<Label>, name: string): EncodedLabels {
  requireLabels(name, labels)
  if (labels.length === 0) {
    throw new ShapeError(name, 'at least one label', 'empty', 'Pass one label per sample.')
  }
  const codes = new Int32Array(labels.length)
  const codeOf = new Map<Label, number>()
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]
    let code = codeOf.get(label)
    if (code === undefined) {
      requireLabel(label, `${name}[${n}]`)
      code = codeOf.size
      codeOf.set(label, code)
    }
    codes[n] = code
  }

  const inOrderOfAppearance = [...codeOf.keys()]
  const distinct = inOrderOfAppearance.toSorted(compareLabels)
  const positions = new Map(distinct.map((label, position) => [label, position]))
  const positionOf = Int32Array.from(inOrderOfAppearance, label => positions.get(label)!)
  const counts = new Float64Array(distinct.length)
  for (let n = 0; n < codes.length; n++) {
    codes[n] = positionOf[codes[n]]
    counts[codes[n]]++
  }
  return { codes, distinct, counts }
}

/** @throws {ShapeError} unless `labels` is an array. */
export function requireLabels(name: string, labels: unknown): asserts labels is ArrayLike<Label> {
  if (isArrayLike(labels)) return
  throw new ShapeError(name, 'an array of labels', describeValue(labels), 'Pass one label per sample.')
}

function requireLabel(label: unknown, thing: string): void {
  if (typeof label === 'string' || Number.isFinite(label)) return
  throw new ShapeError(thing, 'a finite number or a string', describeValue(label), 'Leave out the samples without a label.')
}

function compareLabels(a: Label, b: Label): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1
  if (typeof b === 'number') return 1
  return a < b ? -1 : 1 // never equal: the labels are distinct
}
