import type * as tf from '@tensorflow/tfjs-core'

/** The part of an input that a signature contains. */
interface TypedInput {
  readonly dtype: tf.DataType
  readonly shape: readonly number[]
}

/**
 * Signature of a kernel call with everything that its implementation may depend on: its name, dtype and rank of every input, and
 * attributes that are words or true, such as `OneHot(indices int32[1]; dtype float32)`. Sizes and numbers are left out. A list is
 * one entry, such as `Concat(float32[2]...)`.
 */
export function kernelSignature(
  kernelName: string,
  inputs: Readonly<Record<string, TypedInput | null | undefined>>,
  attrs: Readonly<Record<string, unknown>> = {},
): string {
  const given = Object.entries(inputs).filter((entry): entry is [string, TypedInput] => entry[1] !== undefined && entry[1] !== null)
  const typeOf = ({ dtype, shape }: TypedInput) => `${dtype}[${shape.length}]`
  const isList = given.length > 0 && given.every(([name], i) => name === String(i))
  const types = isList
    ? [...new Set(given.map(([, input]) => typeOf(input)))].sort().map(type => `${type}...`)
    : given.map(([name, input]) => `${name} ${typeOf(input)}`).sort()
  const options = Object.entries(attrs)
    .filter(([, value]) => value === true || typeof value === 'string')
    .map(([name, value]) => (value === true ? name : `${name} ${String(value)}`))
    .sort()
  return `${kernelName}(${[types.join(', '), ...options].filter(part => part !== '').join('; ')})`
}
