import { CheckpointMismatchError, crc32, readPlainRecord, wrongField, writePlainRecord, type Matrix, type PlainValue } from '@mixtura/numerics'
import { describeValue, isRecord, type Reader } from '@mixtura/numerics/validation'

/** Increase it when the runs of a search, or the way in which they are saved, change. */
const version = 3

/** Identifies a fit: a checkpoint resumes only the fit that wrote it. */
export interface FitIdentity {
  /** Name of the public function. */
  readonly kind: string
  /** Rows, columns and a checksum of the values. */
  readonly data: string
  /** Short forms of the options that affect the result, by name. */
  readonly options: Readonly<Record<string, string>>
}

/** Options that do not affect the result, except through the kernels that run it. */
const incidental = new Set(['signal', 'onIteration', 'onProgress', 'onCandidate', 'resume', 'threads', 'kernels'])

/** @param samples all samples in memory, or the drawn rows of a source. */
export function fitIdentity(kind: string, options: object, { samples, rows, columns }: { readonly samples: Matrix; readonly rows: number; readonly columns: number }): FitIdentity {
  const { data } = samples
  const sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const shown = Object.entries(options).flatMap(([name, value]) => (incidental.has(name) || value === undefined ? [] : [[name, shortForm(value)]]))
  return { kind, data: `${rows} x ${columns} numbers of sum ${hexadecimal(sum)}`, options: Object.fromEntries(shown) }
}

/** Short values as JSON; a checksum of longer ones. */
function shortForm(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part)) ?? 'undefined'
  return text.length <= 60 ? text : `${text.slice(0, 20)}… of sum ${hexadecimal(crc32(new TextEncoder().encode(text)))}`
}

const hexadecimal = (word: number): string => word.toString(16).padStart(8, '0')

/** The state of a fit as bytes. */
export function writeFitCheckpoint(identity: FitIdentity, found: PlainValue): Uint8Array {
  return writePlainRecord({ ...identity, version, found })
}

/**
 * @param read reads the state; `found` is its path in errors.
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed, or a field of the state is not what the fit would have saved.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readFitCheckpoint<State>(bytes: Uint8Array, identity: FitIdentity, read: Reader<State>): State {
  const { kind, version: written, data, options, found } = readPlainRecord(bytes)
  requireSame('kind', identity.kind, kind)
  requireSame('version', String(version), written)
  requireSame('data', identity.data, data)
  const there = isRecord(options) ? options : {}
  for (const name of new Set([...Object.keys(identity.options), ...Object.keys(there)])) requireSame(`option ${name}`, identity.options[name], there[name])
  return read('found', found)
}

/** Reads a checkpoint that is part of another one. The fit checks it field by field when it resumes. */
export const savedCheckpoint: Reader<Uint8Array> = (path, value) => {
  if (isRecord(value)) return writePlainRecord(value as { readonly [name: string]: PlainValue })
  throw wrongField(path, 'a record', describeValue(value))
}

function requireSame(field: string, expected: string | undefined, actual: unknown): void {
  const [wanted, there] = [expected ?? 'left out', actual === undefined ? 'left out' : shown(actual)]
  if (wanted === there) return
  throw new CheckpointMismatchError(field, wanted, there, 'Resume with the same data and options, or start without the checkpoint.')
}

/** Texts and numbers as they are written; other values, which no fit writes here, by their kind. */
const shown = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : describeValue(value))
