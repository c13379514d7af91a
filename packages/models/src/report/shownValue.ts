import type { Texts } from '../texts/vocabulary.js'
import type { ReportTexts } from './reportTexts.js'

/** A whole number in full; another number with at most six significant digits. */
export const shownNumber = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))

/** The text of a choice up to its colon: "Full: each group any ellipse" becomes "Full". A word that is no choice stays. */
export const shortChoice = ({ choices }: Pick<Texts, 'choices'>, word: string): string => (choices[word] ?? word).split(/[:：]/)[0].trim()

/** A cell of a table of results, or the value of a fact. */
export function shownValue(value: number | string | boolean | null | undefined, { yes, no }: Pick<ReportTexts, 'yes' | 'no'>): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? yes : no
  return typeof value === 'number' ? shownNumber(value) : value
}
