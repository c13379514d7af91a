import type * as tf from '@tensorflow/tfjs-core'

/** What of an input a signature tells. */
interface TypedInput {
  readonly dtype: tf.DataType
  readonly shape: readonly number[]
}

/**
 * How a kernel is called, as far as its implementation may depend on it: its name, dtype and rank of every input, and
 * the attributes that are words or true: `OneHot(indices int32[1]; dtype float32)`. Sizes and numbers are left out. A
 * list is one entry: `Concat(float32[2]...)`.
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
