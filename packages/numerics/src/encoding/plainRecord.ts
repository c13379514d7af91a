import { ShapeError } from '../errors.js'
import { describeValue } from '../validation/describeValue.js'
import { isRecord } from '../validation/readOptions.js'
import { readCheckpointFile, writeCheckpointFile, type FileArray, type JsonRecord, type JsonValue } from './checkpointFile.js'
import { InvalidCheckpointError } from './invalidCheckpointError.js'

/** A string, number, boolean, null, undefined field or float64 array, or a list or object of these. */
export type PlainValue = null | boolean | number | string | undefined | Float64Array | readonly PlainValue[] | { readonly [name: string]: PlainValue }

/** Keys in the JSON that refer, by name, to an array of the file. It holds a float64 array, a list of numbers, or a number that JSON cannot hold. */
const [arrayMark, listMark, numberMark] = ['$array', '$list', '$number']

/**
 * Encodes a record of plain values as the bytes of a checkpoint file. Numbers keep all their bits, including NaN, infinities and
 * the sign of zero.
 *
 * @throws {ShapeError} for a value that is not plain.
 */
export function writePlainRecord(value: { readonly [name: string]: PlainValue }): Uint8Array {
  const arrays: Record<string, FileArray> = {}
  /** An array that occurs in several places is written once. */
  const names = new Map<Float64Array, string>()
  const keep = (data: Float64Array, mark: string): JsonRecord => {
    const name = names.get(data) ?? String(names.size)
    names.set(data, name)
    arrays[name] = { shape: [data.length], data }
    return { [mark]: name }
  }
  const pack = (part: PlainValue, path: string): JsonValue => {
    if (part instanceof Float64Array) return keep(part, arrayMark)
    if (Array.isArray(part)) {
      const entries = part as readonly PlainValue[]
      if (entries.length > 0 && entries.every(entry => typeof entry === 'number')) return keep(Float64Array.from(entries as readonly number[]), listMark)
      return entries.map((entry, at) => pack(entry, `${path}[${at}]`))
    }
    if (typeof part === 'number') return Number.isFinite(part) && !Object.is(part, -0) ? part : keep(Float64Array.of(part), numberMark)
    if (part === null || typeof part === 'boolean' || typeof part === 'string') return part
    if (isRecord(part)) return packFields(part as { readonly [name: string]: PlainValue }, path)
    throw new ShapeError(path, 'plain values and arrays of float64', describeValue(part), 'Leave it out.')
  }
  const packFields = (fields: { readonly [name: string]: PlainValue }, path: string): JsonRecord =>
    Object.fromEntries(Object.entries(fields).flatMap(([name, field]) => (field === undefined ? [] : [[name, pack(field, `${path}.${name}`)]])))
  return writeCheckpointFile({ values: packFields(value, 'record'), arrays })
}

/**
 * Decodes a record that `writePlainRecord` wrote. Fields that were undefined are absent.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 */
export function readPlainRecord(bytes: Uint8Array): { readonly [name: string]: PlainValue } {
  const { values, arrays } = readCheckpointFile(bytes)
  /** A list that is named in many places is one list, so that a small file cannot become large in memory. */
  const lists = new Map<string, readonly number[]>()
  const listOf = (name: string, numbers: Float64Array): readonly number[] => {
    if (!lists.has(name)) lists.set(name, Array.from(numbers))
    return lists.get(name)!
  }
  const unpack = (part: JsonValue): PlainValue => {
    if (Array.isArray(part)) return (part as readonly JsonValue[]).map(unpack)
    if (!isRecord(part)) return part as PlainValue
    for (const mark of [arrayMark, listMark, numberMark]) {
      if (!Object.hasOwn(part, mark)) continue
      const name = part[mark]
      const found = typeof name === 'string' && Object.hasOwn(arrays, name) ? arrays[name].data : undefined
      if (!(found instanceof Float64Array)) throw new InvalidCheckpointError('header', 'one that names its arrays', `one with ${describeValue(name)}`, 'Use an earlier one.')
      return mark === arrayMark ? found : mark === listMark ? listOf(name as string, found) : found[0]
    }
    return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, unpack(field as JsonValue)]))
  }
  return unpack(values) as { readonly [name: string]: PlainValue }
}
