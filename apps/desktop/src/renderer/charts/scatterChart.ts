import type { Chart, ChartConfiguration } from 'chart.js'
import type { Ellipse } from '../../contract/features.js'
import { paddedBounds } from './bounds.js'
import type { ChartColours } from './chartColours.js'
import type { Frame, Look, SamplePoints, WalkPath } from './drawing.js'
import { linearAxis } from './linearAxis.js'
import type { PlotPoints } from './plotPoints.js'
import { isSingleColumn } from './singleColumn.js'
import { withEqualUnits, type Viewport } from './viewport.js'

export interface ScatterInput {
  readonly points: PlotPoints
  readonly look: Look
  readonly ellipses: readonly Ellipse[]
  /** Rows sampled from the model, drawn above the points; null for none. */
  readonly samples: SamplePoints | null
  /** Paths through the plane, drawn above all. */
  readonly paths?: readonly WalkPath[]
  /** Whether the density of the components is shaded behind the points. */
  readonly shadesDensity?: boolean
  /** Writes the shares of contours; undefined for none. */
  readonly contours?: ((share: number) => string) | undefined
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

/** The plot area of a chart and its two linear scales. */
export function frameOf(chart: Chart): Frame {
  const { x, y } = chart.scales
  const { left, top, right, bottom } = chart.chartArea
  const perX = (right - left) / (x!.max - x!.min)
  const perY = (bottom - top) / (y!.max - y!.min)
  const [fromX, toY] = [x!.min, y!.max]
  return { left, top, right, bottom, x: value => left + (value - fromX) * perX, y: value => top + (toY - value) * perY }
}

/** Whether both axes have the same unit, as those of principal components do. */
export const haveEqualUnits = ({ explained }: PlotPoints): boolean => explained !== null

/** The viewport that shows all points, in a chart that was drawn once: its plot area is known then. */
export function wholeOf(points: PlotPoints, chart?: Chart): Viewport {
  const whole = { x: paddedBounds(points.positions, 0), y: paddedBounds(points.positions, 1) }
  if (!chart || !haveEqualUnits(points)) return whole
  const { left, top, right, bottom } = chart.chartArea
  return withEqualUnits(whole, { width: Math.max(1, right - left), height: Math.max(1, bottom - top) })
}

/**
 * A scatter chart in which chart.js draws the axes and a plugin draws the points in one pass (`drawPoints`). This avoids
 * 20,000 element objects, and allows a random order and up to 32 colours of the ramp.
 */
export function scatterConfiguration(input: ScatterInput, viewport: Viewport, layers: ScatterLayers): ChartConfiguration<'scatter'> {
  const { points, colours, format } = input
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
        x: linearAxis({ title: input.xTitle, colours, format, bounds: viewport.x }),
        y: { ...linearAxis({ title: input.yTitle, colours, format, bounds: viewport.y }), display: !isSingleColumn(points) },
      },
      plugins: { tooltip: { enabled: false } },
    },
    plugins: [{ id: 'points', afterDatasetsDraw: layers.points, afterDraw: layers.above }],
  }
}
