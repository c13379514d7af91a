import { Chart } from 'chart.js'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { chartFont } from '../charts/chartColours.js'
import { drawContours, drawDensity, drawEllipses, drawMark, drawPath, drawPoints, drawSamples, nearestPoint } from '../charts/drawing.js'
import { plotFrameOf, type PlotFrame } from '../charts/plotFrame.js'
import type { ScatterInput } from '../charts/scatterChart.js'
import { maxPaths, PointLayer } from '../charts/pointLayer/pointLayer.js'
import { frameOf, haveEqualUnits, scatterConfiguration, wholeOf } from '../charts/scatterChart.js'
import { panned, zoomed, type Viewport } from '../charts/viewport.js'

type CanvasRef = Readonly<Ref<HTMLCanvasElement | null>>

export interface ScatterChartSources {
  /** Points, axes and colours. A change redraws everything. */
  readonly input: () => ScatterInput | null
  /** Index of the point under the pointer, or -1. */
  readonly marked: () => number
}

/**
 * Draws a scatter on `base`, and the ellipses and the mark under the pointer on `overlay` above it. Twenty reports
 * of ellipses a second therefore do not redraw the points. More points than paths are quick for are drawn by the device on `layer`,
 * between the two. The drawings exist from mount to unmount.
 */
export function useScatterChart(base: CanvasRef, layer: CanvasRef, overlay: CanvasRef, { input, marked }: ScatterChartSources) {
  let chart: Chart<'scatter'> | undefined // plain variable: chart.js objects must not become reactive
  /** What a person has zoomed to; null for all points. */
  const chosen = shallowRef<Viewport | null>(null)
  const isZoomed = computed(() => chosen.value !== null)
  /** The plot area and its scales, for what is drawn above the chart. */
  const plotFrame = shallowRef<PlotFrame | null>(null)

  /** Made when it is first needed; null where the device cannot draw it. */
  let pointLayer: PointLayer | null | undefined

  function layerFor(points: ScatterInput['points']): PointLayer | null {
    if (points.rows.length <= maxPaths || !layer.value) return null
    pointLayer ??= PointLayer.on(layer.value, draw)
    return pointLayer
  }

  function drawBase(present: Chart): void {
    const now = input()
    if (!now) return
    if (now.shadesDensity) drawDensity(present.ctx, frameOf(present), now.ellipses, now.colours.accent)
    const device = layerFor(now.points)
    if (device) {
      const { width, height, currentDevicePixelRatio: ratio } = present
      device.drawPlane(now.points, now.look, frameOf(present), { width, height, ratio })
      return
    }
    pointLayer?.clear()
    drawPoints(present.ctx, frameOf(present), now.points, now.look)
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
    const shown = plotFrameOf(present)
    if (shown.key !== plotFrame.value?.key) plotFrame.value = shown
    const frame = frameOf(present)
    const { surface, text } = now.colours
    drawEllipses(context, frame, now.ellipses, { ...now.look, font: chartFont.family, surface })
    if (now.contours) drawContours(context, frame, now.ellipses, { text, surface, font: chartFont.family, percent: now.contours })
    if (now.samples) drawSamples(context, frame, now.samples, { ...now.look, surface, text })
    for (const path of now.paths ?? []) drawPath(context, frame, path, { text, surface, font: chartFont.family })
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
      pointLayer?.clear()
      plotFrame.value = null
      overlay.value?.getContext('2d')?.clearRect(0, 0, overlay.value.width, overlay.value.height)
      return
    }
    const show = (viewport: Viewport): void => {
      const configuration = scatterConfiguration(now, viewport, { points: drawBase, above: drawOverlay })
      if (chart) {
        chart.options = { ...configuration.options!, onResize: redraw }
        chart.update('none')
      } else chart = new Chart(base.value!, { ...configuration, options: { ...configuration.options!, onResize: redraw } })
    }
    const isNew = !chart
    show(chosen.value ?? wholeOf(now.points, chart))
    // The plot area, on which equal units depend, is known when the axes have been drawn once.
    if (isNew && haveEqualUnits(now.points)) show(wholeOf(now.points, chart))
  }

  /** Equal units depend on the size of the plot area. */
  function redraw(): void {
    const now = input()
    if (now && haveEqualUnits(now.points)) drawNext()
  }

  /** Changes the viewport at the next frame; null shows all points. */
  function choose(change: (viewport: Viewport, whole: Viewport) => Viewport | null): void {
    const now = input()
    if (!now || !chart) return
    const whole = wholeOf(now.points, chart)
    chosen.value = change(chosen.value ?? whole, whole)
  }

  let next = 0
  function drawNext(): void {
    if (next !== 0) return
    next = requestAnimationFrame(() => {
      next = 0
      draw()
    })
  }

  /** @param factor how many times as much is shown. @param at a pixel of the canvas that stays where it is; the centre without it. */
  function zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    choose((viewport, whole) => zoomed(viewport, whole, factor, placeAt(viewport, at)))
  }

  /** Moves what is shown by pixels. */
  function pan(by: { readonly x: number; readonly y: number }): void {
    if (!chart) return
    const { left, top, right, bottom } = chart.chartArea
    choose((viewport, whole) => panned(viewport, whole, { x: -by.x / (right - left), y: by.y / (bottom - top) }))
  }

  const showAll = (): void => choose(() => null)

  function placeAt({ x, y }: Viewport, at?: { readonly x: number; readonly y: number }): { x: number; y: number } {
    if (!chart || !at) return { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2 }
    const { left, top, right, bottom } = chart.chartArea
    return { x: x[0] + ((at.x - left) / (right - left)) * (x[1] - x[0]), y: y[1] - ((at.y - top) / (bottom - top)) * (y[1] - y[0]) }
  }

  /** Index of the point nearest to a pixel of the canvas, or -1. */
  function pointAt(at: { readonly x: number; readonly y: number }): number {
    const present = input()
    return chart && present ? nearestPoint(present.points, frameOf(chart), at, present.look.hidden) : -1
  }

  /** The place of a pixel in view units; null outside the axes. */
  function placeOfPixel(at: { readonly x: number; readonly y: number }): { x: number; y: number } | null {
    if (!chart) return null
    const frame = frameOf(chart)
    if (at.x < frame.left || at.x > frame.right || at.y < frame.top || at.y > frame.bottom) return null
    return { x: (at.x - frame.x(0)) / (frame.x(1) - frame.x(0)), y: (at.y - frame.y(0)) / (frame.y(1) - frame.y(0)) }
  }

  /** Position of point `index`, in CSS pixels of the canvas. */
  function positionOf(index: number): { x: number; y: number } | null {
    const positions = input()?.points.positions
    if (!chart || !positions || index < 0 || index * 2 >= positions.length) return null
    const frame = frameOf(chart)
    return { x: frame.x(positions[2 * index]!), y: frame.y(positions[2 * index + 1]!) }
  }

  onMounted(draw)
  // It may also be changed from outside, by another chart of the same plane.
  watch(chosen, drawNext)
  // Another plane, or other points, have another viewport.
  watch([() => input()?.points.positions, () => input()?.xTitle, () => input()?.yTitle], () => {
    chosen.value = null
  })
  watch(
    () => {
      const present = input()
      return present && ([present.points, present.look, present.xTitle, present.yTitle, present.format, present.shadesDensity] as const)
    },
    (now, before) => { if (!now || !before || now.some((part, i) => part !== before[i])) draw() },
  )
  // Reports of a fit may arrive faster than they are drawn.
  let frame = 0
  watch([() => input()?.ellipses, () => input()?.contours === undefined, () => input()?.samples, () => input()?.paths, marked], () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      if (chart) drawOverlay(chart)
    })
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    cancelAnimationFrame(next)
    chart?.destroy()
    pointLayer?.dispose()
  })

  return { pointAt, placeOfPixel, positionOf, zoom, pan, showAll, isZoomed, viewport: chosen, frame: plotFrame }
}
