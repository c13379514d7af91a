import { Chart } from 'chart.js'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import type { Ref } from 'vue'
import { chartFont } from '../charts/chartColours.js'
import { drawEllipses, drawMark, drawPoints, drawSamples, nearestPoint } from '../charts/drawing.js'
import type { ScatterInput } from '../charts/scatterChart.js'
import { frameOf, scatterConfiguration } from '../charts/scatterChart.js'

type CanvasRef = Readonly<Ref<HTMLCanvasElement | null>>

export interface ScatterChartSources {
  /** Points, axes and colours. A change redraws everything. */
  readonly input: () => ScatterInput | null
  /** Index of the point under the pointer, or -1. */
  readonly marked: () => number
}

/**
 * Draws a scatter on `base`, and the ellipses and the mark under the pointer on `overlay` above it. Twenty reports
 * of ellipses a second therefore do not redraw the points. Both drawings exist from mount to unmount.
 */
export function useScatterChart(base: CanvasRef, overlay: CanvasRef, { input, marked }: ScatterChartSources) {
  let chart: Chart<'scatter'> | undefined // plain variable: chart.js objects must not become reactive

  function drawBase(present: Chart): void {
    const now = input()
    if (now) drawPoints(present.ctx, frameOf(present), now.points, now.look)
  }

  function drawOverlay(present: Chart): void {
    const canvas = overlay.value
    const context = canvas?.getContext('2d')
    const now = input()
    if (!canvas || !context) return
    const { width, height } = present.canvas
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const ratio = present.currentDevicePixelRatio
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, present.width, present.height)
    if (!now) return
    const frame = frameOf(present)
    const { surface, text } = now.colours
    drawEllipses(context, frame, now.ellipses, { ...now.look, font: chartFont.family, surface })
    if (now.samples) drawSamples(context, frame, now.samples, { ...now.look, surface, text })
    const { positions } = now.points
    const at = marked()
    if (at >= 0 && at * 2 < positions.length)
      drawMark(context, frame.x(positions[2 * at]!), frame.y(positions[2 * at + 1]!), text)
  }

  function draw(): void {
    const now = input()
    if (!now || !base.value) {
      chart?.destroy()
      chart = undefined
      overlay.value?.getContext('2d')?.clearRect(0, 0, overlay.value.width, overlay.value.height)
      return
    }
    const configuration = scatterConfiguration(now, { points: drawBase, above: drawOverlay })
    if (!chart) {
      chart = new Chart(base.value, configuration)
      return
    }
    chart.options = configuration.options!
    chart.update('none')
  }

  /** Index of the point nearest to a pixel of the canvas, or -1. */
  function pointAt(at: { readonly x: number; readonly y: number }): number {
    const present = input()
    return chart && present ? nearestPoint(present.points, frameOf(chart), at, present.look.hidden) : -1
  }

  /** Position of point `index`, in CSS pixels of the canvas. */
  function positionOf(index: number): { x: number; y: number } | null {
    const positions = input()?.points.positions
    if (!chart || !positions || index < 0 || index * 2 >= positions.length) return null
    const frame = frameOf(chart)
    return { x: frame.x(positions[2 * index]!), y: frame.y(positions[2 * index + 1]!) }
  }

  onMounted(draw)
  watch(
    () => {
      const present = input()
      return present && ([present.points, present.look, present.xTitle, present.yTitle, present.format] as const)
    },
    (now, before) => { if (!now || !before || now.some((part, i) => part !== before[i])) draw() },
  )
  // Reports of a fit may arrive faster than they are drawn.
  let frame = 0
  watch([() => input()?.ellipses, () => input()?.samples, marked], () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      if (chart) drawOverlay(chart)
    })
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    chart?.destroy()
  })

  return { pointAt, positionOf }
}
