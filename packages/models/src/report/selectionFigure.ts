import type { ResultTable } from '../contract/fittedModel.js'
import type { Texts } from '../texts/vocabulary.js'
import { colourOf, dot, figure, horizontal, px, rangeOf, vertical } from './axes.js'
import { markup, type Markup } from './markup.js'
import type { ReportTexts } from './reportTexts.js'
import { shortChoice } from './shownValue.js'

/** The criterion of all candidates of a selection, one line for each structure. */
export interface CandidateLines {
  /** A key of `facts` of the texts. */
  readonly criterion: string
  readonly lines: readonly { readonly structure: string; readonly points: readonly { readonly components: number; readonly difference: number }[] }[]
}

/** The candidates of a table, if it is one of candidates that are sorted by a deviance, and has two at least; otherwise null. */
export function candidateLines({ columns, rows }: ResultTable): CandidateLines | null {
  const index = (name: string): number => columns.findIndex(column => column.name === name)
  const [components, structure] = [index('components'), index('covarianceType')]
  if (components < 0 || structure < 0 || index('class') >= 0) return null
  const criterion = columns.findIndex(({ unit }, at) => unit === 'deviance' && isAscending(rows.flatMap(row => (typeof row[at] === 'number' ? [row[at]] : []))))
  const known = rows.filter(row => typeof row[criterion] === 'number')
  if (criterion < 0 || known.length < 2) return null
  const best = known[0][criterion] as number
  const structures = [...new Set(known.map(row => String(row[structure])))]
  return {
    criterion: columns[criterion].name,
    lines: structures.map(name => ({
      structure: name,
      points: known
        .filter(row => String(row[structure]) === name)
        .map(row => ({ components: Number(row[components]), difference: (row[criterion] as number) - best }))
        .sort((one, other) => one.components - other.components),
    })),
  }
}

const isAscending = (values: readonly number[]): boolean => values.length > 0 && values.every((value, at) => at === 0 || value >= values[at - 1])

/**
 * The differences to the best candidate against the number of components. Heights are lg(1 + difference), because a single component is
 * often thousands worse than the rest.
 */
export function selectionFigure({ criterion, lines }: CandidateLines, words: Texts, texts: ReportTexts): Markup {
  const heightOf = (difference: number): number => Math.log10(1 + difference)
  const all = lines.flatMap(({ points }) => points)
  const x = horizontal(rangeOf(all.map(({ components }) => components)))
  const y = vertical([0, 1.1 * Math.max(1, ...all.map(({ difference }) => heightOf(difference)))])
  const name = words.facts[criterion] ?? criterion
  const drawn = lines.map(({ points }, at) => markup`<polyline points="${points.map(({ components, difference }) => `${px(x.at(components))},${px(y.at(heightOf(difference)))}`).join(' ')}" class="curve" stroke="${colourOf(at)}"/>
${points.map(({ components, difference }) => markup`<circle cx="${px(x.at(components))}" cy="${px(y.at(heightOf(difference)))}" r="3" fill="${colourOf(at)}"/>`)}`)
  return figure({ x, y, xTitle: texts.components, yTitle: name, title: texts.selection(name), counts: true, yTicks: ticksUpTo(y.to) }, drawn)
}

/** The structures with the colours of their lines. */
export const structureLegend = ({ lines }: CandidateLines, words: Texts): Markup => markup`${lines.map(({ structure }, at) => [dot(at), `${shortChoice(words, structure)} `])}`

/** The differences 0, 1, 10, 100 … that have a place on an axis that ends at a height. */
const ticksUpTo = (height: number): readonly { readonly value: number; readonly label: string }[] =>
  [0, ...Array.from({ length: Math.floor(height) + 1 }, (_, exponent) => 10 ** exponent)]
    .map(difference => ({ value: Math.log10(1 + difference), label: String(difference) }))
    .filter(({ value }) => value <= height)
