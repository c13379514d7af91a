import { CheckpointMismatchError, crc32, readPlainRecord, writePlainRecord, type Matrix, type PlainValue } from '@mixtura/numerics'
import { isRecord } from '@mixtura/numerics/validation'
import { restoredState, savedState, type SearchState } from './runSearch.js'

/** Bumped when a search that is the same takes other runs, or these are saved otherwise. */
const version = 1

/** What a fit is of: a checkpoint of one goes on in no other. */
export interface FitIdentity {
  /** The function that fits. */
  readonly kind: string
  /** Rows, columns and a sum of the values, or of some of them. */
  readonly data: string
  /** Short forms of the options that decide the result, by name. */
  readonly options: Readonly<Record<string, string>>
}

/** Options that change no bit of the result, or only by what runs it. */
const incidental = new Set(['signal', 'onIteration', 'onProgress', 'resume', 'threads', 'kernels'])

/** @param samples what identifies the data: all of the samples, or rows drawn from a source. */
export function fitIdentity(kind: string, options: object, { samples, rows, columns }: { readonly samples: Matrix; readonly rows: number; readonly columns: number }): FitIdentity {
  const { data } = samples
  const sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const shown = Object.entries(options).flatMap(([name, value]) => (incidental.has(name) || value === undefined ? [] : [[name, shortForm(value)]]))
  return { kind, data: `${rows} x ${columns} numbers of sum ${hexadecimal(sum)}`, options: Object.fromEntries(shown) }
}

/** Numbers, texts and the like as they are; a sum of what is longer. */
function shortForm(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part)) ?? 'undefined'
  return text.length <= 60 ? text : `${text.slice(0, 20)}… of sum ${hexadecimal(crc32(new TextEncoder().encode(text)))}`
}

const hexadecimal = (word: number): string => word.toString(16).padStart(8, '0')

/** Where a fit stands, as bytes. */
export function writeFitCheckpoint(identity: FitIdentity, state: SearchState): Uint8Array {
  return writePlainRecord({ ...identity, version, search: savedState(state) })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readFitCheckpoint(bytes: Uint8Array, identity: FitIdentity): SearchState {
  const found = readPlainRecord(bytes)
  requireSame('kind', identity.kind, found['kind'])
  requireSame('version', String(version), found['version'])
  requireSame('data', identity.data, found['data'])
  const options = isRecord(found['options']) ? found['options'] : {}
  for (const name of new Set([...Object.keys(identity.options), ...Object.keys(options)])) requireSame(`option ${name}`, identity.options[name], options[name])
  return restoredState(found['search'] as PlainValue)
}

function requireSame(field: string, expected: string | undefined, actual: unknown): void {
  const [wanted, there] = [expected ?? 'left out', actual === undefined ? 'left out' : String(actual)]
  if (wanted === there) return
  throw new CheckpointMismatchError(field, wanted, there, 'Resume with the data and the options that it was taken with, or begin anew without it.')
}
