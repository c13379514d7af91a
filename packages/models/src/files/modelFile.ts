import { type FileArray, type PlainValue, readCheckpointFile, readPlainRecord, ShapeError, writeCheckpointFile, writePlainRecord } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { InvalidModelFileError } from './invalidModelFileError.js'

const format = 'mixtura-model'
/** Files of models of scaled columns have a version of their own: programs that know no scaling refuse them instead of answering wrongly. */
const formatVersions = { unscaled: 1, scaled: 2 } as const

/*
 * A model file is a checkpoint file of numerics that holds two others. Its values are
 *
 *   { format, formatVersion, kind, version, head, model }
 *
 * `head` and `model` are the values of the two; their arrays have the prefixes 'head/' and 'model/'.
 */

/** Content of the file of a model. */
export interface ModelFile {
  /** Kind of the family that wrote it. */
  readonly kind: string
  /** Version of the family's own part. */
  readonly version: number
  /** Whether the model was fitted to scaled columns; `head` then has their scaling. */
  readonly isScaled: boolean
  /** What every family stores: options, facts of the table, results. */
  readonly head: { readonly [name: string]: PlainValue }
  /** The family's own part: bytes in the encoding of numerics. */
  readonly model: Uint8Array
}

export function writeModelFile({ kind, version, isScaled, head, model }: ModelFile): Uint8Array {
  const parts = { head: readCheckpointFile(writePlainRecord(head)), model: readCheckpointFile(model) }
  return writeCheckpointFile({
    values: { format, formatVersion: isScaled ? formatVersions.scaled : formatVersions.unscaled, kind, version, head: parts.head.values, model: parts.model.values },
    arrays: { ...prefixed('head/', parts.head.arrays), ...prefixed('model/', parts.model.arrays) },
  })
}

/**
 * @param bytes of any family's model.
 * @throws {ShapeError} unless `bytes` is a Uint8Array.
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they are no model file, or of another version of the format.
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  if (!(bytes instanceof Uint8Array)) throw new ShapeError('bytes', 'a Uint8Array', describeValue(bytes), 'Pass the bytes of the file of a model.')
  const { values, arrays } = readCheckpointFile(bytes)
  const { kind, version, head, model, formatVersion } = values
  requireField('format', format, values.format)
  if (formatVersion !== formatVersions.unscaled && formatVersion !== formatVersions.scaled) throw new InvalidModelFileError('formatVersion', Object.values(formatVersions).join(' or '), shown(formatVersion))
  if (typeof kind !== 'string') throw new InvalidModelFileError('kind', 'the name of a family', shown(kind))
  if (typeof version !== 'number') throw new InvalidModelFileError('version', 'a number', shown(version))
  const part = (name: 'head' | 'model', part: unknown): Uint8Array => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) throw new InvalidModelFileError(name, 'an object', shown(part))
    return writeCheckpointFile({ values: part as never, arrays: unprefixed(`${name}/`, arrays) })
  }
  return { kind, version, isScaled: formatVersion === formatVersions.scaled, head: readPlainRecord(part('head', head)), model: part('model', model) }
}

/** @throws {InvalidModelFileError} unless the file is of this family and version. */
export function requireFamily(file: ModelFile, { kind, version }: Pick<ModelFile, 'kind' | 'version'>): void {
  requireField('kind', kind, file.kind)
  requireField('version', version, file.version)
}

function requireField(name: string, expected: string | number, actual: unknown): void {
  if (actual !== expected) throw new InvalidModelFileError(name, shown(expected), shown(actual))
}

const shown = (value: unknown): string => (value === undefined ? 'absent' : typeof value === 'string' ? `'${value}'` : String(value))

type Arrays = Readonly<Record<string, FileArray>>

const prefixed = (prefix: string, arrays: Arrays): Arrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${prefix}${name}`, array]))

const unprefixed = (prefix: string, arrays: Arrays): Arrays =>
  Object.fromEntries(Object.entries(arrays).flatMap(([name, array]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [])))
