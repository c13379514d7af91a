import type { FamilyTexts } from '../../contract/families.js'
import { useText } from '../i18n/useText.js'
import { useFormats } from './useFormats.js'

export type FactValue = number | string | boolean | null

/** The text of a choice up to its colon: "Full: each group any ellipse" becomes "Full". */
export function shortChoice(text: string): string {
  return text.split(/[:：]/)[0]!.trim()
}

/** Units of log-likelihoods, which differ little between fits, so that all of them have the same number of digits. */
const likelihoodUnits = /^(nats|logDensity)/

/** Texts of facts and of cells of result tables, with the texts of a family. */
export function useFacts(texts: () => FamilyTexts) {
  const { t } = useText()
  const formats = useFormats()

  function numberText(value: number, unit: string): string {
    const { integer, nats, criterion, measure } = formats.value
    if (likelihoodUnits.test(unit)) return nats(value)
    if (unit === 'deviance') return criterion(value)
    return Number.isInteger(value) ? integer(value) : measure(value)
  }

  /** A value without its unit. */
  function valueText(value: FactValue, unit = ''): string {
    if (value === null) return '–'
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    if (typeof value === 'number') return numberText(value, unit)
    const choice = texts().choices[value]
    return choice === undefined ? value : shortChoice(choice)
  }

  const unitText = (unit: string): string => texts().units[unit] ?? unit

  return {
    nameOf: (name: string): string => texts().facts[name] ?? texts().metrics[name] ?? name,
    metricOf: (name: string): string => texts().metrics[name] ?? texts().facts[name] ?? name,
    unitText,
    valueText,
    /** A value with its unit. */
    withUnit(value: FactValue, unit: string): string {
      const text = valueText(value, unit)
      return unitText(unit) === '' || value === null ? text : t('common.withUnit', { value: text, unit: unitText(unit) })
    },
  }
}
