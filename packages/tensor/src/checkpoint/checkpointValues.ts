import { CheckpointMismatchError, type JsonRecord, type JsonValue } from '@mixtura/numerics'
import { isRecord } from '@mixtura/numerics/validation'
import { shortJson } from './shortJson.js'

/* Readers of checkpoint values, which may be any JSON. Each checks a value or throws an error that names it. */

/** @throws {CheckpointMismatchError} unless `json` is an object. */
export function requireRecord(field: string, json: JsonValue | undefined): JsonRecord {
  if (isRecord(json)) return json as JsonRecord
  throw wrongValue(field, 'an object', json)
}

/** @throws {CheckpointMismatchError} unless `json` is a finite number. */
export function requireNumber(field: string, json: JsonValue | undefined): number {
  if (typeof json === 'number' && Number.isFinite(json)) return json
  throw wrongValue(field, 'a finite number', json)
}

/**
 * @param range least and greatest value, both included.
 * @throws {CheckpointMismatchError} unless `json` is a whole number in the range.
 */
export function requireWhole(
  field: string,
  json: JsonValue | undefined,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: { readonly from?: number; readonly to?: number } = {},
): number {
  if (Number.isSafeInteger(json) && (json as number) >= from && (json as number) <= to) return json as number
  throw wrongValue(field, to === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${from}` : `a whole number from ${from} to ${to}`, json)
}

export function wrongValue(field: string, expected: string, json: JsonValue | undefined): CheckpointMismatchError {
  return new CheckpointMismatchError(shortened(field), expected, shortJson(json))
}

/** Formats a text in quotes, anything else as JSON. */
export function quoted(json: JsonValue | undefined): string {
  return typeof json === 'string' ? `'${shortened(json)}'` : shortJson(json)
}

/** Shortens a file's text to a length that fits an error message. */
export function shortened(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
