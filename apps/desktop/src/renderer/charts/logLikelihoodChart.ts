import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { Trace } from '../stores/fitTraces.js'
import type { ChartColours } from './chartColours.js'
import { chartFont } from './chartColours.js'
import { endLabels } from './endLabels.js'
import { linearAxis } from './linearAxis.js'

export interface LogLikelihoodInput {
  /** The curves; the last one is that of the current start. */
  readonly traces: readonly Trace[]
  readonly colours: ChartColours
  readonly format: (value: number) => string
  readonly labelOf: (trace: Trace) => string
  readonly axes: { readonly x: string; readonly y: string }
}

/** Opacity as two hexadecimal digits, which are appended to a colour. */
const opacities = { sibling: 'b0', other: '40' } as const

/** Width to the right of the chart for the name of a candidate, in px. */
const labelRoom = 88

/** Plots one line per start: the current start in the accent colour, other starts of its candidate paler, other candidates faint. */
export function logLikelihoodConfiguration(input: LogLikelihoodInput): ChartConfiguration<'line'> {
  const { traces, colours, format, labelOf, axes } = input
  const present = traces.at(-1)
  const several = traces.some(({ candidate }) => candidate !== present?.candidate)
  const datasets = traces.map((trace): ChartDataset<'line'> => {
    const isPresent = trace === present
    const isSibling = trace.candidate === present?.candidate
    const endsCandidate = trace.candidate !== traces[traces.indexOf(trace) + 1]?.candidate
    return {
      data: trace.points.map(([x, y]) => ({ x, y })),
      label: several && endsCandidate ? labelOf(trace) : '',
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
      layout: { padding: { top: 8, right: several ? labelRoom : 12, bottom: 0, left: 4 } },
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
