import type { ChartConfiguration } from 'chart.js'
import type { ChartColours } from '../charts/chartColours.js'
import { chartFont } from '../charts/chartColours.js'
import { endLabels } from '../charts/endLabels.js'
import { linearAxis } from '../charts/linearAxis.js'
import { groupColour } from '../theme/palette.js'
import type { Theme } from '../theme/palette.js'
import type { SelectionSurface } from './selectionSurface.js'

export interface SelectionChartInput {
  readonly surface: SelectionSurface
  readonly colours: ChartColours
  readonly theme: Theme
  readonly format: (value: number) => string
  readonly nameOf: (structure: string) => string
  readonly axes: { readonly x: string; readonly y: string }
}

/** Width to the right of the chart for the name of a structure, in px. */
const labelRoom = 72
/** Radius of the point of the best candidate, in px. */
const largestPoint = 6

/** Plots the criterion against the number of components, with one line per structure and a larger point for the best candidate. */
export function selectionConfiguration(input: SelectionChartInput): ChartConfiguration<'line'> {
  const { surface, colours, theme, format, nameOf, axes } = input
  const structures = [...new Set(surface.points.map(({ structure }) => structure))].sort()
  const best = surface.points[0]
  const numbers = surface.points.map(({ components }) => components)
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const datasets = structures.map((structure, index) => {
    const line = surface.points.filter(point => point.structure === structure).sort((a, b) => a.components - b.components)
    const isBest = line.map(point => point === best)
    const colour = structures.length === 1 ? colours.accent : groupColour(theme, index)
    return {
      data: line.map(({ components, value }) => ({ x: components, y: value })),
      label: structures.length === 1 ? '' : nameOf(structure),
      borderColor: colour,
      borderWidth: 1.5,
      clip: largestPoint + 1.5, // the first and the last point are on the edge of the chart
      pointBackgroundColor: isBest.map(value => (value ? colour : colours.surface)),
      pointBorderColor: colour,
      pointBorderWidth: 1.5,
      pointRadius: isBest.map(value => (value ? largestPoint : 3)),
    }
  })
  return {
    type: 'line',
    data: { datasets },
    options: {
      animation: false,
      parsing: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: false },
      layout: { padding: { top: 8, right: structures.length > 1 ? labelRoom : 16, bottom: 0, left: 4 } },
      scales: {
        x: linearAxis({ title: axes.x, colours, format, ...(least < most ? { bounds: [least, most] as const } : {}), whole: true, grid: false }),
        y: linearAxis({ title: axes.y, colours, format }),
      },
      plugins: {
        tooltip: {
          displayColors: false,
          backgroundColor: colours.text,
          titleColor: colours.surface,
          bodyColor: colours.surface,
          titleFont: chartFont,
          bodyFont: chartFont,
          callbacks: {
            title: ([item]) => `K = ${item?.parsed.x ?? ''}`,
            label: item => `${nameOf(structures[item.datasetIndex]!)} · ${format(Number(item.parsed.y))}`,
          },
        },
      },
    },
    plugins: [endLabels],
  }
}
