import type { ChartColours } from '../chartColours.js'
import { chartFont } from '../chartColours.js'
import type { Box, Projection } from './projection.js'
import { placeOf } from './projection.js'

export interface BoxLook {
  readonly colours: ChartColours
  /** Titles of the three axes. */
  readonly titles: readonly [string, string, string]
  readonly format: (value: number) => string
}

type Corner = readonly [0 | 1, 0 | 1, 0 | 1]

/** Edges of the box along each axis, from one corner to the next. */
const edges = [0, 1, 2].flatMap(axis => ([[0, 0], [0, 1], [1, 0], [1, 1]] as const).map(others => {
  const corner = (at: 0 | 1): Corner => {
    const rest = [...others]
    return [0, 1, 2].map(each => (each === axis ? at : rest.shift()!)) as unknown as Corner
  }
  return { axis, from: corner(0), to: corner(1) }
}))

/** Draws the box around points, with the name of each axis, its lowest and its highest value at an edge that no point covers. */
export function drawBox(context: CanvasRenderingContext2D, projection: Projection, box: Box, { colours, titles, format }: BoxLook): void {
  const at = (corner: Corner): [number, number, number] => placeOf(projection, [box[0][corner[0]], box[1][corner[1]], box[2][corner[2]]])
  const middle = placeOf(projection, [0, 1, 2].map(axis => (box[axis]![0] + box[axis]![1]) / 2) as [number, number, number])
  context.save()
  context.lineWidth = 1
  context.strokeStyle = colours.border
  for (const { from, to } of edges) {
    const [a, b] = [at(from), at(to)]
    // Edges in front are faint, so that points are seen through them.
    context.globalAlpha = (a[2] + b[2]) / 2 > middle[2] ? 0.45 : 1
    context.beginPath()
    context.moveTo(a[0], a[1])
    context.lineTo(b[0], b[1])
    context.stroke()
  }
  context.globalAlpha = 1
  context.fillStyle = colours.axis
  context.textBaseline = 'middle'
  for (const axis of [0, 1, 2]) {
    const { a, b } = outermost(axis)
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    const [outX, outY] = outwards(x - middle[0], y - middle[1])
    context.textAlign = outX > 0.35 ? 'left' : outX < -0.35 ? 'right' : 'center'
    context.font = `12px ${chartFont.family}`
    context.fillText(titles[axis]!, x + outX * 26, y + outY * 26)
    context.font = `${chartFont.size}px ${chartFont.family}`
    for (const [end, value] of [[a, box[axis]![0]], [b, box[axis]![1]]] as const) {
      const towards = end === a ? 0.06 : -0.06
      context.fillText(format(value), end[0] + (b[0] - a[0]) * towards + outX * 10, end[1] + (b[1] - a[1]) * towards + outY * 10)
    }
  }
  context.restore()

  /** The edge along an axis whose middle is farthest from the middle of the box in the picture, among those at the lower side. */
  function outermost(axis: number): { readonly a: readonly number[]; readonly b: readonly number[] } {
    const own = edges.filter(edge => edge.axis === axis).map(({ from, to }) => ({ a: at(from), b: at(to) }))
    const far = ({ a, b }: (typeof own)[number]): number => {
      const [dx, dy] = [(a[0] + b[0]) / 2 - middle[0], (a[1] + b[1]) / 2 - middle[1]]
      return axis === 2 ? Math.abs(dx) + 0.01 * dx : dy + 0.01 * dx
    }
    return own.reduce((best, edge) => (far(edge) > far(best) ? edge : best))
  }
}

function outwards(x: number, y: number): [number, number] {
  const length = Math.hypot(x, y) || 1
  return [x / length, y / length]
}
