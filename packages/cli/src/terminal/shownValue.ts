import { shownNumber } from '@mixtura/models'
import type { CliTexts } from '../texts/vocabulary.js'

/** A cell of a table of results, or the value of a fact. */
export function shownValue(value: number | string | boolean | null | undefined, { fit }: CliTexts): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? fit.yes : fit.no
  return typeof value === 'number' ? shownNumber(value) : value
}
