import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue'
import type { Ellipse } from '../../contract/features.js'
import { chartFont } from '../charts/chartColours.js'
import { drawEllipses, drawMark, drawPoints, nearestPoint, type Frame, type Look } from '../charts/drawing.js'
import { drawBox, type BoxLook } from '../charts/orbit/drawBox.js'
import { approached, boxOf, outlineOf, placesOf, projectionOf, startCamera, turned, type Camera, type Projection } from '../charts/orbit/projection.js'
import type { PlotPoints } from '../charts/plotPoints.js'
import { PointLayer, type LayerPoints } from '../charts/pointLayer/pointLayer.js'

type CanvasRef = Readonly<Ref<HTMLCanvasElement | null>>

export interface SpaceInput extends BoxLook {
  readonly points: PlotPoints
  readonly look: Look
  readonly ellipses: readonly Ellipse[]
}

export interface SpaceSources {
  readonly input: () => SpaceInput | null
  /** Index of the point under the pointer, or -1. */
  readonly marked: () => number
  /** Size of the picture in CSS pixels. */
  readonly size: () => { readonly width: number; readonly height: number }
}

/** Draws points in space: their box and themselves on `base` and `layer`, components and the mark on `overlay`. */
export function useSpaceChart(base: CanvasRef, layer: CanvasRef, overlay: CanvasRef, { input, marked, size }: SpaceSources) {
  const camera = shallowRef<Camera>(startCamera)
  let device: PointLayer | null | undefined
  let layerPoints: LayerPoints | null = null

  /** Pixels as they are: what is drawn in this frame has been projected. */
  function pixels(): Frame {
    const { width, height } = size()
    return { left: 0, top: 0, right: width, bottom: height, x: value => value, y: value => value }
  }

  function projection(points: PlotPoints): Projection {
    return projectionOf(boxOf(points), camera.value, size())
  }

  function contextOf(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | null {
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return null
    const { width, height } = size()
    const ratio = devicePixelRatio
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down })
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    return context
  }

  function draw(): void {
    const now = input()
    const context = contextOf(base.value)
    if (!now || !context) {
      device?.clear()
      return
    }
    const map = projection(now.points)
    drawBox(context, map, boxOf(now.points), now)
    if (layer.value) device ??= PointLayer.on(layer.value, draw)
    if (device) device.drawSpace(pointsOf(now.points), now.look, map, { ...size(), ratio: devicePixelRatio, area: pixels() })
    else drawPoints(context, pixels(), { ...now.points, positions: placesOf(map, now.points) }, now.look)
    drawOverlay()
  }

  /** The points as the layer takes them, the same record as long as they are the same points. */
  function pointsOf(points: PlotPoints): LayerPoints {
    const { positions, labels, shades, colours, third } = points
    if (layerPoints?.positions !== positions || layerPoints.labels !== labels || layerPoints.shades !== shades || layerPoints.colours !== colours) {
      layerPoints = { positions, labels, shades, ...(colours && { colours }), ...(third && { depths: third.depths }) }
    }
    return layerPoints
  }

  function drawOverlay(): void {
    const now = input()
    const context = contextOf(overlay.value)
    if (!now || !context) return
    const map = projection(now.points)
    drawEllipses(context, pixels(), now.ellipses.map(ellipse => outlineOf(map, ellipse)), { ...now.look, font: chartFont.family, surface: now.colours.surface })
    const at = positionOf(marked())
    if (at) drawMark(context, at.x, at.y, now.colours.text)
  }

  /** Index of the point nearest to a pixel, or -1. */
  function pointAt(at: { readonly x: number; readonly y: number }): number {
    const now = input()
    if (!now) return -1
    return nearestPoint({ ...now.points, positions: placesOf(projection(now.points), now.points) }, pixels(), at, now.look.hidden)
  }

  /** Position of point `index` in pixels. */
  function positionOf(index: number): { x: number; y: number } | null {
    const now = input()
    if (!now || index < 0 || index >= now.points.rows.length) return null
    const { positions, third } = now.points
    const [x, y] = placesOf(projection(now.points), {
      positions: positions.subarray(2 * index, 2 * index + 2), ...(third && { third: { ...third, depths: third.depths.subarray(index, index + 1) } }),
    })
    return { x: x!, y: y! }
  }

  let next = 0
  function drawNext(): void {
    if (next !== 0) return
    next = requestAnimationFrame(() => {
      next = 0
      draw()
    })
  }

  onMounted(draw)
  watch([camera, () => input()?.points, () => input()?.look, () => input()?.ellipses, () => input()?.titles, () => size().width, () => size().height], drawNext)
  watch(marked, drawOverlay)
  watch(() => input()?.points.positions, () => { camera.value = startCamera })
  onBeforeUnmount(() => {
    cancelAnimationFrame(next)
    device?.dispose()
  })

  return {
    camera,
    /** Where the picture has the points; null without points. */
    projection: computed(() => {
      const now = input()
      return now && projection(now.points)
    }),
    pointAt,
    positionOf,
    turn: (by: { readonly yaw: number; readonly pitch: number }): void => { camera.value = turned(camera.value, by) },
    approach: (factor: number): void => { camera.value = approached(camera.value, factor) },
    reset: (): void => { camera.value = startCamera },
  }
}
