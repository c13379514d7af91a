import { confidenceEllipse, type MixtureParameters } from '@mixtura/core'
import type { Curve } from '../contract/fittedModel.js'
import type { Label, Table } from '../contract/table.js'
import type { Texts } from '../texts/vocabulary.js'
import { colourOf, figure, horizontal, px, rangeOf, vertical } from './axes.js'
import { markup, type Markup } from './markup.js'

/** More points make a figure no clearer, and its file large. */
const maxPoints = 3000
/** Share of a component inside its ellipse. */
const ellipseProbability = 0.9

/** A curve of the fit. */
export function curveFigure({ name, unit, step, steps, values }: Curve, { metrics, stepNames, units }: Texts): Markup {
  const x = horizontal(rangeOf(steps))
  const y = vertical(rangeOf(values))
  const points = steps.flatMap((at, i) => (Number.isFinite(values[i]) ? [`${px(x.at(at))},${px(y.at(values[i]))}`] : []))
  const yTitle = [metrics[name], units[unit] && `(${units[unit]})`].filter(Boolean).join(' ')
  return figure({ x, y, xTitle: stepNames[step], yTitle, title: metrics[name], counts: true }, [
    points.length > 1
      ? markup`<polyline points="${points.join(' ')}" class="curve" stroke="${colourOf(0)}"/>`
      : markup`${points.map(point => markup`<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colourOf(0)}"/>`)}`,
  ])
}

export interface ScatterContent {
  readonly samples: Table['samples']
  /** [N]; -1 is noise. Undefined if rows have no groups. */
  readonly labels: Int32Array | undefined
  readonly groups: readonly Label[]
  readonly columns: readonly [number, number]
  readonly columnNames: readonly string[]
  /** Components to draw as ellipses; each has the colour of its group if there are as many. */
  readonly components: MixtureParameters | undefined
  readonly title: string
}

/** Rows in the plane of two columns, evenly chosen if there are many, with an ellipse for each component. */
export function scatterFigure({ samples, labels, groups, columns: [across, up], columnNames, components, title }: ScatterContent): Markup {
  const { data, rows, columns } = samples
  const every = Math.ceil(rows / maxPoints)
  const shown = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every)
  const valueOf = (row: number, column: number): number => data[row * columns + column]
  const x = horizontal(rangeOf(shown.map(row => valueOf(row, across))))
  const y = vertical(rangeOf(shown.map(row => valueOf(row, up))))
  const points = shown
    .filter(row => Number.isFinite(valueOf(row, across)) && Number.isFinite(valueOf(row, up)))
    .map(row => markup`<circle cx="${px(x.at(valueOf(row, across)))}" cy="${px(y.at(valueOf(row, up)))}" r="2.2" fill="${colourOf(labels ? labels[row] : 0)}" fill-opacity="0.55"/>`)
  const ellipses = Array.from({ length: components?.components ?? 0 }, (_, k) => {
    const { centre, semiAxes, angle } = confidenceEllipse(components!, k, { columns: [across, up], probability: ellipseProbability })
    const outline = Array.from({ length: 73 }, (_, i) => {
      const turn = (2 * Math.PI * i) / 72
      const [major, minor] = [semiAxes[0] * Math.cos(turn), semiAxes[1] * Math.sin(turn)]
      return `${px(x.at(centre[0] + major * Math.cos(angle) - minor * Math.sin(angle)))},${px(y.at(centre[1] + major * Math.sin(angle) + minor * Math.cos(angle)))}`
    })
    const isGroup = components!.components === groups.length
    return markup`<polyline points="${outline.join(' ')}" class="ellipse" stroke="${isGroup ? colourOf(k) : '#000000'}"/>${isGroup ? markup`<text x="${px(x.at(centre[0]))}" y="${px(y.at(centre[1]) + 5)}" text-anchor="middle" class="group">${groups[k]}</text>` : ''}`
  })
  return figure({ x, y, xTitle: columnNames[across], yTitle: columnNames[up], title }, [...points, ...ellipses])
}
