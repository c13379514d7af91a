import { contours } from 'd3-contour'
import type { Ellipse } from '../../contract/features.js'
import { groupColour, labelColour, plainPointColour, rampColour } from '../theme/palette.js'
import type { Theme } from '../theme/palette.js'
import { densityField, regionDensities } from './densityField.js'
import { ellipseOutline } from './ellipseOutline.js'
import type { PlotPoints } from './plotPoints.js'

/** The mapping from view units to a canvas, in CSS pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  x(value: number): number
  y(value: number): number
}

type Points = Pick<PlotPoints, 'positions' | 'labels' | 'shades' | 'colours'>

/** Rows that were sampled from a model. */
export interface SamplePoints {
  /** [n, 2] coordinates, row-major, in view units. */
  readonly positions: Float32Array
  /** [n] group of each sample, or empty. */
  readonly labels: Uint16Array
}

export interface Look {
  readonly theme: Theme
  readonly focused: number | null
  readonly hidden: ReadonlySet<number>
}

const fullTurn = 2 * Math.PI
const dimmed = 0.07

/** Radius in pixels and opacity with which `count` points stay legible. */
function pointStyle(count: number): { radius: number; opacity: number } {
  if (count <= 600) return { radius: 3.25, opacity: 0.8 }
  if (count <= 4000) return { radius: 2.25, opacity: 0.65 }
  return { radius: 1.6, opacity: 0.5 }
}

function clipped(context: CanvasRenderingContext2D, frame: Frame, draw: () => void): void {
  context.save()
  context.beginPath()
  context.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top)
  context.clip()
  draw()
  context.restore()
}

/** Draws points as paths, in the given order. */
export function drawPoints(context: CanvasRenderingContext2D, frame: Frame, points: Points, look: Look): void {
  const { positions, labels, shades, colours } = points
  const count = positions.length / 2
  const { radius, opacity } = pointStyle(count)
  clipped(context, frame, () => {
    for (let i = 0; i < count; i++) {
      const label = labels[i]
      if (label !== undefined && look.hidden.has(label)) continue
      const x = frame.x(positions[2 * i]!)
      const y = frame.y(positions[2 * i + 1]!)
      if (x < frame.left - radius || x > frame.right + radius || y < frame.top - radius || y > frame.bottom + radius) continue
      context.globalAlpha = look.focused === null || look.focused === label ? opacity : dimmed
      const shade = shades[i]
      if (colours) context.fillStyle = `rgb(${colours[3 * i]!} ${colours[3 * i + 1]!} ${colours[3 * i + 2]!})`
      else context.fillStyle = shade !== undefined ? rampColour(look.theme, shade) : label === undefined ? plainPointColour[look.theme] : labelColour(look.theme, label)
      context.beginPath()
      context.arc(x, y, radius, 0, fullTurn)
      context.fill()
    }
  })
}

/** Half of the diagonal of a sample's mark, in px. */
const sampleSize = 4

/** Draws sampled rows as hollow diamonds, so that they differ from the rows of the table in shape. */
export function drawSamples(context: CanvasRenderingContext2D, frame: Frame, samples: SamplePoints, look: Look & { readonly surface: string; readonly text: string }): void {
  const { positions, labels } = samples
  clipped(context, frame, () => {
    for (let i = 0; i < positions.length / 2; i++) {
      const label = labels[i]
      if (label !== undefined && look.hidden.has(label)) continue
      const x = frame.x(positions[2 * i]!)
      const y = frame.y(positions[2 * i + 1]!)
      context.globalAlpha = look.focused === null || look.focused === label ? 1 : dimmed
      context.beginPath()
      context.moveTo(x, y - sampleSize)
      context.lineTo(x + sampleSize, y)
      context.lineTo(x, y + sampleSize)
      context.lineTo(x - sampleSize, y)
      context.closePath()
      context.fillStyle = look.surface
      context.fill()
      context.lineWidth = 1.5
      context.strokeStyle = label === undefined ? look.text : labelColour(look.theme, label)
      context.stroke()
    }
  })
}

function tracePath(context: CanvasRenderingContext2D, frame: Frame, outline: Float64Array): void {
  context.beginPath()
  for (let i = 0; i < outline.length; i += 2) context.lineTo(frame.x(outline[i]!), frame.y(outline[i + 1]!))
  context.closePath()
}

/** Draws each component as ellipses at one and two standard deviations, with its number at the mean. */
export function drawEllipses(
  context: CanvasRenderingContext2D, frame: Frame, ellipses: readonly Ellipse[], look: Look & { readonly font: string; readonly surface: string },
): void {
  clipped(context, frame, () => {
    ellipses.forEach((ellipse, k) => {
      if (look.hidden.has(k)) return
      const colour = groupColour(look.theme, k)
      const strength = look.focused === null || look.focused === k ? 1 : 0.2
      for (const [deviations, width, fill] of [[2, 1.25, 0.05], [1, 2, 0.09]] as const) {
        tracePath(context, frame, ellipseOutline(ellipse, deviations))
        context.globalAlpha = fill * strength
        context.fillStyle = colour
        context.fill()
        // A halo in the surface colour separates the line from points of the same colour.
        context.globalAlpha = 0.75 * strength
        context.lineWidth = width + 2
        context.strokeStyle = look.surface
        context.stroke()
        context.globalAlpha = (deviations === 1 ? 1 : 0.85) * strength
        context.lineWidth = width
        context.strokeStyle = colour
        context.stroke()
      }
      drawNumber(context, frame.x(ellipse.mean[0]), frame.y(ellipse.mean[1]), String(k + 1), { colour, strength, ...look })
    })
  })
}

function drawNumber(
  context: CanvasRenderingContext2D, x: number, y: number, text: string,
  { colour, strength, font, surface }: { readonly colour: string; readonly strength: number; readonly font: string; readonly surface: string },
): void {
  context.globalAlpha = strength
  context.beginPath()
  context.arc(x, y, 9, 0, fullTurn)
  context.fillStyle = surface
  context.fill()
  context.lineWidth = 1.5
  context.strokeStyle = colour
  context.stroke()
  context.fillStyle = colour
  context.font = `600 11px ${font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, x, y + 0.5)
}

/** A path through the plane, from A to B. */
export interface WalkPath {
  /** [n, 2] coordinates, row-major, in view units; one point is a place without a path. */
  readonly positions: Float32Array
}

/** Draws a path as a dashed line with its steps, and the letters A and B at its ends; one place as a cross. */
export function drawPath(context: CanvasRenderingContext2D, frame: Frame, { positions }: WalkPath, look: { readonly text: string; readonly surface: string; readonly font: string }): void {
  const count = positions.length / 2
  clipped(context, frame, () => {
    const at = (i: number): [number, number] => [frame.x(positions[2 * i]!), frame.y(positions[2 * i + 1]!)]
    context.globalAlpha = 1
    for (const [width, colour] of [[4, look.surface], [1.5, look.text]] as const) {
      context.lineWidth = width
      context.strokeStyle = colour
      context.setLineDash(width > 2 ? [] : [5, 4])
      context.beginPath()
      if (count > 1) for (let i = 0; i < count; i++) context.lineTo(...at(i))
      else {
        const [x, y] = at(0)
        context.moveTo(x - 8, y)
        context.lineTo(x + 8, y)
        context.moveTo(x, y - 8)
        context.lineTo(x, y + 8)
        context.setLineDash([])
      }
      context.stroke()
    }
    context.setLineDash([])
    for (let i = 1; i < count - 1; i++) {
      context.beginPath()
      context.arc(...at(i), 2.5, 0, fullTurn)
      context.fillStyle = look.text
      context.fill()
    }
    if (count < 2) return
    for (const [i, letter] of [[0, 'A'], [count - 1, 'B']] as const) drawNumber(context, ...at(i), letter, { colour: look.text, strength: 1, font: look.font, surface: look.surface })
  })
}

/** Side of the squares in which a density is shaded, in pixels. */
const fieldStep = 6

/**
 * Shades the density of a mixture in the plane, so that regions without rows look empty. The opacity grows with a root of the density, which
 * shows the tails.
 */
export function drawDensity(context: CanvasRenderingContext2D, frame: Frame, ellipses: readonly Ellipse[], colour: string): void {
  const { columns, densities } = densityField(frame, ellipses, fieldStep)
  const most = densities.reduce((largest, density) => Math.max(largest, density), 0)
  context.save()
  context.fillStyle = colour
  for (let cell = 0; cell < densities.length; cell++) {
    const opacity = most > 0 ? 0.3 * (densities[cell]! / most) ** 0.3 : 0
    if (opacity < 0.012) continue
    context.globalAlpha = opacity
    const [x, y] = [frame.left + (cell % columns) * fieldStep, frame.top + Math.floor(cell / columns) * fieldStep]
    context.fillRect(x, y, Math.min(fieldStep, frame.right - x), Math.min(fieldStep, frame.bottom - y))
  }
  context.restore()
}

/** Shares of the expected rows that the contours hold. */
const contourShares = [0.5, 0.8, 0.95] as const
/** Side of the squares between which contours are drawn, in pixels. */
const contourStep = 4

/** Draws where the density of a mixture is highest: the smallest regions that hold shares of the rows, each with its share. */
export function drawContours(
  context: CanvasRenderingContext2D, frame: Frame, ellipses: readonly Ellipse[], { text, surface, font, percent }: { readonly text: string; readonly surface: string; readonly font: string; readonly percent: (share: number) => string },
): void {
  if (ellipses.length === 0) return
  const { columns, rows, densities } = densityField(frame, ellipses, contourStep)
  const levels = regionDensities(ellipses, contourShares)
  // Values at the middles of squares are those of d3's grid.
  const at = ([x, y]: readonly number[]): [number, number] => [frame.left + x! * contourStep, frame.top + y! * contourStep]
  clipped(context, frame, () => {
    contourShares.forEach((share, i) => {
      if (!(levels[i]! > 0)) return
      const rings = contours().size([columns, rows]).contour(Array.from(densities), levels[i]!).coordinates.flat()
      for (const ring of rings) {
        context.beginPath()
        for (const place of ring) context.lineTo(...at(place))
        context.closePath()
        context.globalAlpha = 0.8
        context.lineWidth = 3
        context.strokeStyle = surface
        context.stroke()
        context.globalAlpha = 1
        context.lineWidth = 1.25
        context.setLineDash(i === contourShares.length - 1 ? [4, 3] : [])
        context.strokeStyle = text
        context.stroke()
        context.setLineDash([])
      }
      // The name stands at the top of the largest ring.
      const largest = rings.reduce<readonly (readonly number[])[] | null>((most, ring) => (ring.length > (most?.length ?? 0) ? ring : most), null)
      const top = largest?.reduce((highest, place) => (place[1]! < highest[1]! ? place : highest))
      if (top) drawShare(context, at(top), percent(share), { text, surface, font })
    })
  })
}

function drawShare(context: CanvasRenderingContext2D, [x, y]: readonly [number, number], share: string, { text, surface, font }: { readonly text: string; readonly surface: string; readonly font: string }): void {
  context.font = `10px ${font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const width = context.measureText(share).width + 6
  context.fillStyle = surface
  context.fillRect(x - width / 2, y - 6, width, 12)
  context.fillStyle = text
  context.fillText(share, x, y + 0.5)
}

/** Draws a ring around the point under the pointer. */
export function drawMark(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.globalAlpha = 1
  context.beginPath()
  context.arc(x, y, 6, 0, fullTurn)
  context.lineWidth = 2
  context.strokeStyle = colour
  context.stroke()
}

/**
 * Index of the visible point nearest to a pixel, within `reach` pixels; -1 if there is none. All points are looked at, which takes two
 * milliseconds for a million of them: an index would take longer to build than it saves.
 */
export function nearestPoint(
  { positions, labels }: Points, frame: Frame, at: { readonly x: number; readonly y: number }, hidden: ReadonlySet<number>, reach = 12,
): number {
  const [perX, perY] = [frame.x(1) - frame.x(0), frame.y(1) - frame.y(0)]
  const [x, y] = [(at.x - frame.x(0)) / perX, (at.y - frame.y(0)) / perY]
  const reachX = Math.abs(reach / perX)
  let nearest = -1
  let best = reach * reach
  for (let i = 0; i < positions.length / 2; i++) {
    const awayX = positions[2 * i]! - x
    if (awayX > reachX || awayX < -reachX) continue
    const dx = awayX * perX
    const dy = (positions[2 * i + 1]! - y) * perY
    const distance = dx * dx + dy * dy
    if (distance >= best || (hidden.size > 0 && hidden.has(labels[i] ?? -1))) continue
    best = distance
    nearest = i
  }
  return nearest
}
