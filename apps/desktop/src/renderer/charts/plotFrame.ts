import type { Chart } from 'chart.js'
import type { Frame } from './drawing.js'
import { frameOf } from './scatterChart.js'

/** The plot area of a chart, with the way from view units to pixels and back. */
export interface PlotFrame extends Frame {
  /** The value at a pixel. */
  valueX(pixel: number): number
  valueY(pixel: number): number
  /** Identifies the plot area and its scales. */
  readonly key: string
}

export function plotFrameOf(chart: Chart): PlotFrame {
  const frame = frameOf(chart)
  const { left, top, right, bottom } = frame
  const { x, y } = chart.scales
  return {
    ...frame,
    valueX: pixel => x!.min + ((pixel - left) / (right - left)) * (x!.max - x!.min),
    valueY: pixel => y!.max - ((pixel - top) / (bottom - top)) * (y!.max - y!.min),
    key: JSON.stringify([left, top, right, bottom, x!.min, x!.max, y!.min, y!.max]),
  }
}
