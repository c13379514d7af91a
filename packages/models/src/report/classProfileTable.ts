import type { ColumnProfile, ProfileEstimate } from '../contract/fittedModel.js'
import type { Label } from '../contract/table.js'
import type { Markup } from './markup.js'
import { markup } from './markup.js'
import { cellOf, tableOf } from './parts.js'
import type { ReportTexts } from './reportTexts.js'
import { shownNumber } from './shownValue.js'

/** Rows that a model assigns to each group, and their total; null if they are not known. */
export interface GroupSizes {
  readonly counts: readonly number[]
  readonly total: number
}

/** What each group is like in each column, as latent class analyses are published: probabilities of levels and means, with standard errors. */
export function classProfileTable(profiles: readonly ColumnProfile[], { names, sizes }: { readonly names: readonly Label[]; readonly sizes: GroupSizes | null }, texts: ReportTexts): Markup {
  const sizeLine = sizes ? [markup`<tr><th scope="row">${texts.rows}</th><td></td>${sizes.counts.map(count => cellOf(`${count} (${((100 * count) / sizes.total).toFixed(1)} %)`, true))}</tr>`] : []
  const lines = profiles.flatMap(({ name, levels, groups }) =>
    (levels ?? [texts.mean]).map((level, at) => markup`<tr><th scope="row">${at === 0 ? name : ''}</th><td>${level}</td>${groups.map(({ estimates }) => cellOf(shownEstimate(estimates[at], levels !== null), true))}</tr>`))
  return tableOf([texts.column, texts.level, ...names.map(String)], [...sizeLine, ...lines])
}

/** "0.62 (0.05)". The ends of the range have no standard error. */
function shownEstimate({ estimate, standardError }: ProfileEstimate, isProbability: boolean): string {
  const shown = (value: number): string => (isProbability ? value.toFixed(2) : shownNumber(value))
  return standardError === null ? shown(estimate) : `${shown(estimate)} (${isProbability ? standardError.toFixed(2) : Number(standardError.toPrecision(2))})`
}
