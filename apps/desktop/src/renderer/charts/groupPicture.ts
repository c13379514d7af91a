import { Chart } from 'chart.js'
import { chartFont } from './chartColours.js'
import type { ChartColours } from './chartColours.js'
import { drawEllipses, drawPoints, drawSamples } from './drawing.js'
import { maxPaths, PointLayer } from './pointLayer/pointLayer.js'
import type { ScatterInput } from './scatterChart.js'
import { frameOf, haveEqualUnits, scatterConfiguration, wholeOf } from './scatterChart.js'
import { SvgContext } from './svg/svgContext.js'
import type { Viewport } from './viewport.js'
import type { Theme } from '../theme/palette.js'
import { labelColour, rampColour, surfaceColour } from '../theme/palette.js'

/** Texts beside the colour ramp: what it shows, and its two ends. */
export interface RampLabels {
  readonly title: string
  readonly low: string
  readonly high: string
}

export interface GroupPicture extends Omit<ScatterInput, 'colours'> {
  readonly title: string
  /** Groups with their texts. */
  readonly legend: readonly { readonly label: number; readonly text: string }[]
  /** Labels of the colour ramp; null if points are coloured by their groups. */
  readonly ramp: RampLabels | null
  /** Text below the chart, such as the number of points shown. */
  readonly footnote: string
}

/** Size of the picture in CSS pixels. The file has twice as many pixels in each direction. */
export const pictureSize = { width: 800, height: 600 } as const
export const pictureScale = 2

/** Colours of a picture for each of its themes, which may differ from the theme of the window. */
const pictureColours: Readonly<Record<Theme, ChartColours>> = {
  light: { text: '#1a1d23', axis: '#59626f', grid: '#eceef1', border: '#c9ced6', surface: surfaceColour.light, accent: '#4146c4' },
  dark: { text: '#e8eaee', axis: '#a0a9b6', grid: '#23272e', border: '#3a404b', surface: surfaceColour.dark, accent: '#a9adff' },
}

const margin = { top: 56, right: 152, bottom: 36, left: 16 } as const

/** Paints title, chart, legend and footnote on `target`, which is resized to the size of the picture. */
export function paintGroupPicture(target: HTMLCanvasElement, picture: GroupPicture): void {
  target.width = pictureSize.width * pictureScale
  target.height = pictureSize.height * pictureScale
  const context = target.getContext('2d')
  if (!context) return
  context.setTransform(pictureScale, 0, 0, pictureScale, 0, 0)
  paint(context, picture, (chart, { left, top, width, height }) => {
    paintPoints(chart.ctx, chart, picture)
    paintMarks(chart.ctx, chart, picture)
    context.drawImage(chart.canvas, left, top, width, height)
  })
}

/** Up to this number, points are shapes of an SVG file, which editors can change; more are a picture in it. */
const maxShapes = 20_000

/** The same picture as an SVG file, with text that stays text. */
export function svgOfGroupPicture(picture: GroupPicture): string {
  const ruler = document.createElement('canvas').getContext('2d')!
  const recorder = new SvgContext((font, text) => {
    ruler.font = font
    return ruler.measureText(text)
  })
  // It has all that charts call.
  const context = recorder as unknown as CanvasRenderingContext2D
  paint(context, picture, (chart, { left, top }) => {
    context.save()
    context.translate(left, top)
    // The chart has laid itself out, and draws once more here.
    const own = chart.ctx
    drawOn(chart, context)
    chart.draw()
    drawOn(chart, own)
    if (picture.points.rows.length > maxShapes) paintPoints(context, chart, picture)
    else drawPoints(context, frameOf(chart), picture.points, picture.look)
    paintMarks(context, chart, picture)
    context.restore()
  })
  return recorder.toSvg({ ...pictureSize, title: picture.title })
}

/** Makes a chart and its axes draw on another context. */
function drawOn(chart: Chart, context: CanvasRenderingContext2D): void {
  for (const part of [chart, ...Object.values(chart.scales)]) Object.assign(part, { ctx: context })
}

/** Where the chart lies in the picture. */
interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function paint(context: CanvasRenderingContext2D, picture: GroupPicture, paintChart: (chart: Chart, place: Place) => void): void {
  const { width, height } = pictureSize
  const { theme } = picture.look
  const colours = pictureColours[theme]
  context.fillStyle = colours.surface
  context.fillRect(0, 0, width, height)

  const place: Place = { left: margin.left, top: margin.top, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
  const plot = document.createElement('canvas')
  plot.width = place.width
  plot.height = place.height
  const configuration = (viewport: Viewport) => {
    const { options, ...rest } = scatterConfiguration({ ...picture, colours }, viewport, { points: () => undefined, above: () => undefined })
    return { ...rest, options: { ...options, responsive: false, devicePixelRatio: pictureScale } }
  }
  const chart = new Chart(plot, configuration(wholeOf(picture.points)))
  if (haveEqualUnits(picture.points)) {
    chart.options = configuration(wholeOf(picture.points, chart)).options
    chart.update('none')
  }
  paintChart(chart, place)
  chart.destroy()

  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = colours.text
  context.font = `600 18px ${chartFont.family}`
  context.fillText(picture.title, margin.left + 8, margin.top / 2 + 2, width - 2 * margin.left)
  context.font = `11px ${chartFont.family}`
  context.fillStyle = colours.axis
  context.fillText(picture.footnote, margin.left + 8, height - margin.bottom / 2, width - 2 * margin.left)
  paintLegend(context, picture, colours)
  if (picture.ramp) paintRamp(context, picture.ramp, { theme, colours })
}

/** Paints the components and samples over the points. */
function paintMarks(context: CanvasRenderingContext2D, chart: Chart, { ellipses, samples, look }: GroupPicture): void {
  const { surface, text } = pictureColours[look.theme]
  drawEllipses(context, frameOf(chart), ellipses, { ...look, font: chartFont.family, surface })
  if (samples) drawSamples(context, frameOf(chart), samples, { ...look, surface, text })
}

/** Paints the points as the window does: paths if they are few, otherwise by the device, whose picture is copied at once. */
function paintPoints(context: CanvasRenderingContext2D, chart: Chart, { points, look }: GroupPicture): void {
  const frame = frameOf(chart)
  const { width, height } = chart
  const canvas = document.createElement('canvas')
  const layer = points.rows.length > maxPaths ? PointLayer.on(canvas, () => undefined) : null
  if (!layer) {
    drawPoints(context, frame, points, look)
    return
  }
  layer.drawPlane(points, look, frame, { width, height, ratio: pictureScale })
  layer.finish()
  context.drawImage(canvas, 0, 0, width, height)
  layer.dispose()
}

const rampSize = { width: 12, height: 120, steps: 60 } as const

/** Paints the colour ramp at the lower right, with its high end at the top. */
function paintRamp(
  context: CanvasRenderingContext2D, labels: RampLabels, { theme, colours }: { readonly theme: Theme; readonly colours: ChartColours },
): void {
  const left = pictureSize.width - margin.right + 8
  const top = pictureSize.height - margin.bottom - rampSize.height - 32
  const step = rampSize.height / rampSize.steps
  for (let i = 0; i < rampSize.steps; i++) {
    context.fillStyle = rampColour(theme, 1 - i / (rampSize.steps - 1))
    context.fillRect(left, top + i * step, rampSize.width, step + 0.5)
  }
  const room = margin.right - 44
  context.font = `12px ${chartFont.family}`
  context.fillStyle = colours.text
  context.fillText(labels.title, left, top - 16, room)
  context.fillStyle = colours.axis
  context.fillText(labels.high, left + rampSize.width + 8, top + 6, room)
  context.fillText(labels.low, left + rampSize.width + 8, top + rampSize.height - 6, room)
}

const legendLine = 22

function paintLegend(context: CanvasRenderingContext2D, { legend, look }: GroupPicture, colours: ChartColours): void {
  const left = pictureSize.width - margin.right + 8
  const lines = Math.floor((pictureSize.height - margin.top - margin.bottom) / legendLine)
  context.font = `12px ${chartFont.family}`
  legend.slice(0, lines).forEach(({ label, text }, k) => {
    if (look.hidden.has(label)) return
    const y = margin.top + 16 + k * legendLine
    context.fillStyle = labelColour(look.theme, label)
    context.beginPath()
    context.arc(left + 6, y, 5, 0, 2 * Math.PI)
    context.fill()
    context.fillStyle = colours.text
    context.fillText(text, left + 18, y, margin.right - 34)
  })
}

/** The picture as PNG bytes. */
export function pictureBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => {
      if (blob) resolve(blob)
      else reject(new Error('the picture could not be encoded as PNG.'))
    }, 'image/png')
  })
}
