import type { ChartConfiguration, ChartDataset } from 'chart.js'
import { outerPlacesKey, type Trace } from '../stores/fitTraces.js'
import type { ChartColours } from './chartColours.js'
import { chartFont } from './chartColours.js'
import { endLabels } from './endLabels.js'
import { linearAxis } from './linearAxis.js'

export interface MetricChartInput {
  /** The curves; the last one is that of the current run. */
  readonly lines: readonly Trace[]
  readonly colours: ChartColours
  readonly format: (value: number) => string
  /** Text about the places around a run, such as "Candidate 3". */
  readonly labelOf: (trace: Trace) => string
  readonly axes: { readonly x: string; readonly y: string }
}

/** Opacity as two hexadecimal digits, which are appended to a colour. */
const opacities = { sibling: 'b0', other: '40' } as const

/** Width to the right of the chart for the label of a curve, in px. */
const labelRoom = 88

/** The most curves that have labels; more cannot be read. */
const maxLabels = 12

/** Plots one line per run: the current run in the accent colour, other runs of its candidate or class paler, all others faint. */
export function metricConfiguration(input: MetricChartInput): ChartConfiguration<'line'> {
  const { lines, colours, format, labelOf, axes } = input
  const present = lines.at(-1)
  const outer = lines.map(({ places }) => outerPlacesKey(places))
  const isNested = new Set(outer).size > 1 && new Set(outer).size <= maxLabels
  const datasets = lines.map((trace, at): ChartDataset<'line'> => {
    const isPresent = trace === present
    const isSibling = outer[at] === outer.at(-1)
    const isLastOfOuter = outer[at] !== outer[at + 1]
    return {
      data: trace.points.map(([x, y]) => ({ x, y })),
      label: isNested && isLastOfOuter ? labelOf(trace) : '',
      borderColor: isPresent ? colours.accent : `${colours.axis}${isSibling ? opacities.sibling : opacities.other}`,
      borderWidth: isPresent ? 2 : 1.25,
      pointRadius: isPresent && trace.points.length < 40 ? 2 : 0,
      pointBackgroundColor: colours.accent,
      pointBorderWidth: 0,
      order: isPresent ? 0 : 1,
    }
  })
  return {
    type: 'line',
    data: { datasets },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: false, axis: 'x' },
      layout: { padding: { top: 8, right: isNested ? labelRoom : 12, bottom: 0, left: 4 } },
      scales: {
        x: linearAxis({ title: axes.x, colours, format, whole: true, grid: false }),
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
          filter: (_item, index) => index === 0,
          callbacks: {
            title: ([item]) => `${axes.x} ${format(Number(item?.parsed.x))}`,
            label: item => format(Number(item.parsed.y)),
          },
        },
      },
    },
    plugins: [endLabels],
  }
}
