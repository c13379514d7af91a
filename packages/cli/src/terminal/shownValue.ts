import type { CliTexts } from '../texts/vocabulary.js'

/** A whole number in full; another number with at most six significant digits. */
export const shownNumber = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))

/** A cell of a table of results, or the value of a fact. */
export function shownValue(value: number | string | boolean | null | undefined, { fit }: CliTexts): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? fit.yes : fit.no
  return typeof value === 'number' ? shownNumber(value) : value
}
