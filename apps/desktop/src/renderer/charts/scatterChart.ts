import type { Chart, ChartConfiguration } from 'chart.js'
import type { Scatter } from '../../contract/clusters.js'
import type { Ellipse } from '../../contract/fit.js'
import { paddedBounds } from './bounds.js'
import type { ChartColours } from './chartColours.js'
import type { Frame, Look } from './drawing.js'
import { linearAxis } from './linearAxis.js'
import { isSingleColumn } from './singleColumn.js'

export interface ScatterInput {
  readonly scatter: Scatter
  readonly look: Look
  readonly ellipses: readonly Ellipse[]
  readonly xTitle: string
  readonly yTitle: string
  readonly format: (value: number) => string
  readonly colours: ChartColours
}

/** Functions that draw between the axes each time the chart is drawn. */
export interface ScatterLayers {
  points(chart: Chart): void
  above(chart: Chart): void
}

/** The plot area of a chart and its two scales. */
export function frameOf(chart: Chart): Frame {
  const { x, y } = chart.scales
  const { left, top, right, bottom } = chart.chartArea
  return { left, top, right, bottom, x: value => x!.getPixelForValue(value), y: value => y!.getPixelForValue(value) }
}

/**
 * A scatter chart in which chart.js draws the axes and a plugin draws the points in one pass (`drawPoints`). This avoids
 * 20,000 element objects, and allows a random order and up to 32 uncertainty colours.
 */
export function scatterConfiguration(input: ScatterInput, layers: ScatterLayers): ChartConfiguration<'scatter'> {
  const { scatter, colours, format } = input
  return {
    type: 'scatter',
    data: { datasets: [{ data: [] }] },
    options: {
      animation: false,
      parsing: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 8, right: 12, bottom: 4, left: 4 } },
      scales: {
        x: linearAxis({ title: input.xTitle, colours, format, bounds: paddedBounds(scatter.positions, 0) }),
        y: { ...linearAxis({ title: input.yTitle, colours, format, bounds: paddedBounds(scatter.positions, 1) }), display: !isSingleColumn(scatter) },
      },
      plugins: { tooltip: { enabled: false } },
    },
    plugins: [{ id: 'points', afterDatasetsDraw: layers.points, afterDraw: layers.above }],
  }
}
