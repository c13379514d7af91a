import type { ChartConfiguration } from 'chart.js'
import type { ChartColours } from '../charts/chartColours.js'
import { chartFont } from '../charts/chartColours.js'
import { endLabels } from '../charts/endLabels.js'
import { linearAxis } from '../charts/linearAxis.js'
import type { SelectionPoint, SelectionSurface } from './selectionSurface.js'

export interface SelectionChartInput {
  readonly surface: SelectionSurface
  readonly colours: ChartColours
  readonly format: (value: number) => string
  readonly nameOf: (structure: string) => string
  readonly axes: { readonly x: string; readonly y: string }
  /** The tooltip's words for a criterion and its difference to the best. */
  readonly describe: (point: SelectionPoint, difference: number) => string
}

/** Width to the right of the chart for the name of a structure, in px. */
const labelRoom = 72
/** Radius of the point of the best candidate, in px. */
const largestPoint = 6

/**
 * Plots how far the criterion of each candidate is from the best one against the number of components, with one line per structure. The
 * differences are drawn on a scale of log(1 + difference): one component is often thousands worse, while the candidates that matter differ
 * by a few. The structure of the best candidate has the accent colour; names at the ends tell the other lines apart.
 */
export function selectionConfiguration(input: SelectionChartInput): ChartConfiguration<'line'> {
  const { surface, colours, format, nameOf, axes, describe } = input
  const structures = [...new Set(surface.points.map(({ structure }) => structure))].sort()
  const best = surface.points[0]
  const numbers = surface.points.map(({ components }) => components)
  const worst = Math.max(...surface.points.map(point => differenceTo(best!, point)))
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const datasets = structures.map(structure => {
    const line = surface.points.filter(point => point.structure === structure).sort((a, b) => a.components - b.components)
    const isBest = line.map(point => point === best)
    const colour = structure === best?.structure ? colours.accent : colours.axis
    return {
      data: line.map(point => ({ x: point.components, y: heightOf(differenceTo(best!, point)) })),
      order: structure === best?.structure ? 0 : 1, // the accent is drawn above the rest
      label: structures.length === 1 ? '' : nameOf(structure),
      borderColor: colour,
      borderWidth: structure === best?.structure ? 2 : 1.25,
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
        y: {
          ...linearAxis({ title: axes.y, colours, format: height => format(differenceAt(height)), bounds: [0, heightOf(worst) * 1.05 || 1] }),
          afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
            axis.ticks = tickDifferences(worst).map(difference => ({ value: heightOf(difference) }))
          },
        },
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
            label(item) {
              const point = surface.points.find(({ structure, components }) => structure === structures[item.datasetIndex] && components === item.parsed.x)
              return point ? `${nameOf(point.structure)} · ${describe(point, differenceTo(best!, point))}` : ''
            },
          },
        },
      },
    },
    plugins: [endLabels],
  }
}

const differenceTo = (best: SelectionPoint, { value }: SelectionPoint): number => Math.abs(value - best.value)

const heightOf = (difference: number): number => Math.log10(1 + difference)
const differenceAt = (height: number): number => Math.round((10 ** height - 1) * 1e6) / 1e6

/** Differences with a tick: 0 and the powers of ten; also three times these if there are few. */
export function tickDifferences(worst: number): readonly number[] {
  const powers = Array.from({ length: Math.max(1, Math.ceil(Math.log10(worst + 1))) }, (_, exponent) => 10 ** exponent)
  const all = powers.length > 3 ? powers : powers.flatMap(power => [power, 3 * power])
  return [0, ...all.filter(difference => difference <= worst)]
}
