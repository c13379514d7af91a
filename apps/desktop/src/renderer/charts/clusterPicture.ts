import { Chart } from 'chart.js'
import { chartFont } from './chartColours.js'
import type { ChartColours } from './chartColours.js'
import { drawEllipses, drawPoints } from './drawing.js'
import type { ScatterInput } from './scatterChart.js'
import { frameOf, scatterConfiguration } from './scatterChart.js'
import type { Theme } from '../theme/palette.js'
import { clusterColour, surfaceColour, uncertaintyColour } from '../theme/palette.js'

export interface ClusterPicture extends Omit<ScatterInput, 'colours'> {
  readonly title: string
  /** Legend texts, one per cluster. */
  readonly legend: readonly string[]
  /** Labels of the colour ramp, which is drawn if points are coloured by uncertainty. */
  readonly uncertaintyLabels: { readonly title: string; readonly low: string; readonly high: string }
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
export function paintClusterPicture(target: HTMLCanvasElement, picture: ClusterPicture): void {
  const { width, height } = pictureSize
  const { theme } = picture.look
  const colours = pictureColours[theme]
  target.width = width * pictureScale
  target.height = height * pictureScale
  const context = target.getContext('2d')
  if (!context) return
  context.setTransform(pictureScale, 0, 0, pictureScale, 0, 0)
  context.fillStyle = colours.surface
  context.fillRect(0, 0, width, height)

  const plot = document.createElement('canvas')
  plot.width = width - margin.left - margin.right
  plot.height = height - margin.top - margin.bottom
  const configuration = scatterConfiguration({ ...picture, colours }, {
    points: present => { drawPoints(present.ctx, frameOf(present), picture.scatter, picture.look) },
    above: () => undefined,
  })
  const chart = new Chart(plot, {
    ...configuration, options: { ...configuration.options, responsive: false, devicePixelRatio: pictureScale },
  })
  drawEllipses(chart.ctx, frameOf(chart), picture.ellipses, { ...picture.look, font: chartFont.family, surface: colours.surface })
  context.drawImage(plot, margin.left, margin.top, width - margin.left - margin.right, height - margin.top - margin.bottom)
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
  if (picture.look.colourMode === 'uncertainty') paintRamp(context, picture, colours)
}

const ramp = { width: 12, height: 120, steps: 60 } as const

/** Paints the uncertainty ramp at the lower right, with the highest uncertainty at the top. */
function paintRamp(context: CanvasRenderingContext2D, { look, uncertaintyLabels }: ClusterPicture, colours: ChartColours): void {
  const left = pictureSize.width - margin.right + 8
  const top = pictureSize.height - margin.bottom - ramp.height - 32
  const step = ramp.height / ramp.steps
  for (let i = 0; i < ramp.steps; i++) {
    context.fillStyle = uncertaintyColour(look.theme, 1 - i / (ramp.steps - 1))
    context.fillRect(left, top + i * step, ramp.width, step + 0.5)
  }
  const room = margin.right - 44
  context.font = `12px ${chartFont.family}`
  context.fillStyle = colours.text
  context.fillText(uncertaintyLabels.title, left, top - 16, room)
  context.fillStyle = colours.axis
  context.fillText(uncertaintyLabels.high, left + ramp.width + 8, top + 6, room)
  context.fillText(uncertaintyLabels.low, left + ramp.width + 8, top + ramp.height - 6, room)
}

const legendLine = 22

function paintLegend(context: CanvasRenderingContext2D, { legend, look }: ClusterPicture, colours: ChartColours): void {
  const left = pictureSize.width - margin.right + 8
  const lines = Math.floor((pictureSize.height - margin.top - margin.bottom) / legendLine)
  context.font = `12px ${chartFont.family}`
  legend.slice(0, lines).forEach((text, k) => {
    if (look.hidden.has(k)) return
    const y = margin.top + 16 + k * legendLine
    context.fillStyle = clusterColour(look.theme, k)
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
