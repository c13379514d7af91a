import type { FitSummary } from '../../contract/fit.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useFacts } from './useFacts.js'

/**
 * Names of fits: those that a person gave, otherwise the family, and what tells fits of one family apart at a glance. That is the first fact of the result if it is a
 * whole number, and the first fact that is a word; or the first option while there is no result.
 */
export function useFitNames(): (fit: FitSummary) => string {
  const catalogue = useCatalogueStore()
  let texts = catalogue.textsFor('')
  const facts = useFacts(() => texts)

  return ({ family, facts: known, options, title }) => {
    if (title !== null) return title
    texts = catalogue.textsFor(family)
    const described = [...known.slice(0, 1).filter(({ value }) => Number.isInteger(value)), ...known.filter(({ value }) => typeof value === 'string').slice(0, 1)]
    const details = described.length > 0
      ? described.map(({ name, value }) => (typeof value === 'string' ? facts.valueText(value) : `${facts.nameOf(name)} ${facts.valueText(value)}`))
      : (catalogue.family(family)?.options ?? []).slice(0, 1).flatMap(({ name, text }) => {
          const value = options[name]
          return typeof value === 'number' || typeof value === 'string' ? [`${texts.options[text]?.name ?? name} ${facts.valueText(value)}`] : []
        })
    return [catalogue.nameOf(family), ...details].join(' · ')
  }
}
