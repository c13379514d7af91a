import type { Theme } from '../theme/palette.js'
import { labelColour, plainPointColour } from '../theme/palette.js'
import type { Frame } from './drawing.js'
import type { Place } from './lasso.js'
import type { PlotPoints } from './plotPoints.js'

export interface SelectionDrawing {
  readonly points: Pick<PlotPoints, 'positions' | 'labels' | 'rows'>
  readonly hidden: ReadonlySet<number>
  readonly isSelected: (row: number) => boolean
  readonly theme: Theme
  readonly surface: string
  readonly text: string
}

/** More points than this look like an area, and take long to draw: of more, every second, third, … is drawn. */
const maxDrawn = 20_000
/** How far points that are not selected go back. */
const veil = 0.6

/** Draws the selected points above a veil over all others. It knows nothing of how the points below were drawn. */
export function drawSelectedPoints(context: CanvasRenderingContext2D, frame: Frame, { points, hidden, isSelected, theme, surface, text }: SelectionDrawing): void {
  const { positions, labels, rows } = points
  const { left, top, right, bottom } = frame
  context.save()
  context.beginPath()
  context.rect(left, top, right - left, bottom - top)
  context.clip()
  context.globalAlpha = veil
  context.fillStyle = surface
  context.fillRect(left, top, right - left, bottom - top)
  context.globalAlpha = 1
  const radius = rows.length <= 600 ? 3.5 : rows.length <= 4000 ? 2.5 : 1.75
  context.lineWidth = radius > 2 ? 1 : 0.5
  context.strokeStyle = text
  const selected: number[] = []
  for (let i = 0; i < rows.length; i++) if (!hidden.has(labels[i] ?? -1) && isSelected(rows[i]!)) selected.push(i)
  const step = Math.ceil(selected.length / maxDrawn)
  for (let at = 0; at < selected.length; at += step) {
    const i = selected[at]!
    const label = labels[i]
    const [x, y] = [frame.x(positions[2 * i]!), frame.y(positions[2 * i + 1]!)]
    if (x < left - radius || x > right + radius || y < top - radius || y > bottom + radius) continue
    context.fillStyle = label === undefined ? plainPointColour[theme] : labelColour(theme, label)
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
  context.restore()
}

/** The corners of a polygon as the `points` of an SVG polygon. */
export function outline(corners: readonly Place[]): string {
  return corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
}
