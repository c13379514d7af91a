import { noiseLabel } from '../../../contract/results.js'
import { paddedBounds } from '../bounds.js'
import type { Frame, Look } from '../drawing.js'
import type { PlotPoints } from '../plotPoints.js'
import type { Projection } from '../orbit/projection.js'
import { crowding } from './crowding.js'
import { labelLooks, rampRow } from './layerColours.js'
import { colourRow, compileProgram } from './program.js'
import { attributes, colourings, coverVertexShader, opacityFragmentShader, pointFragmentShader, pointVertexShader } from './shaders.js'

/** Up to this many points, paths on a canvas are quick and look best. */
export const maxPaths = 20_000

/** Points as the layer draws them. */
export type LayerPoints = Pick<PlotPoints, 'positions' | 'labels' | 'shades' | 'colours'> & {
  /** [n] third coordinate; the points are in a plane without it. */
  readonly depths?: Float32Array
}

/** Where the layer draws. */
export interface LayerPlace {
  /** Size of the canvas in CSS pixels, and device pixels per CSS pixel. */
  readonly width: number
  readonly height: number
  readonly ratio: number
  /** Part of the canvas that is drawn on, in CSS pixels. */
  readonly area: Pick<Frame, 'left' | 'top' | 'right' | 'bottom'>
}

/** Range of diameters of points in CSS pixels: crowded points are small. */
const diameters = { least: 1.6, most: 4.5 } as const

/**
 * The points are drawn in at most this many parts, each a regular sample of all. A stride in a buffer has at most 255 bytes, and a
 * position has 8.
 */
const maxParts = 31
const leastInPart = 4096

/** A frame that takes this long, in milliseconds, is followed by one with half or twice as many parts. */
const frameTimes = { slow: 60, quick: 25 } as const

/** How much fainter the points behind are than those in front, 0 to 1. */
const fading = 0.75

/** Fewest points on a pixel that count as a crowd, so that sparse points keep their opacity. */
const leastCrowd = 6

interface Uploaded {
  readonly points: LayerPoints
  readonly centre: readonly [number, number, number]
  readonly count: number
  readonly labels: number
  /** Points on a unit of area where they are dense. */
  readonly crowding: number
}

/** A picture that is being drawn, part by part. */
interface Drawing {
  readonly transform: Float32Array
  readonly density: number
  readonly look: Look
  readonly place: LayerPlace
  readonly parts: number
  done: number
}

interface Resources {
  readonly points: WebGLProgram
  readonly opacity: WebGLProgram
  readonly buffers: Readonly<Record<keyof typeof attributes, WebGLBuffer>>
  readonly labelLooks: WebGLTexture
  readonly ramp: WebGLTexture
  readonly sums: WebGLTexture
  readonly target: WebGLFramebuffer
}

/**
 * Draws up to millions of points with WebGL2 on a canvas of its own. Points go to the device once; zoom and pan change uniforms only. A frame
 * draws as many points as the device is quick for, and the next frames add the others, so that the window never waits. After a loss of the
 * context everything is uploaded again.
 */
export class PointLayer {
  readonly #canvas: HTMLCanvasElement
  readonly #gl: WebGL2RenderingContext
  readonly #redraw: () => void
  #resources: Resources | null = null
  #uploaded: Uploaded | null = null
  #look: Look | null = null
  #drawing: Drawing | null = null
  /** Parts that the next frame draws. */
  #partsPerFrame = 3
  #frame = 0
  /** Size of the texture of sums, in device pixels. */
  #size: readonly [number, number] = [0, 0]

  /**
   * @param redraw called when a lost context is back, and the canvas is empty.
   * @returns null where the device cannot do this.
   */
  static on(canvas: HTMLCanvasElement, redraw: () => void): PointLayer | null {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false, premultipliedAlpha: true })
    return gl?.getExtension('EXT_color_buffer_float') ? new PointLayer(canvas, gl, redraw) : null
  }

  /** Whether this machine can draw the layer. */
  static isSupported(): boolean {
    const canvas = document.createElement('canvas')
    const layer = PointLayer.on(canvas, () => undefined)
    layer?.dispose()
    return layer !== null
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, redraw: () => void) {
    this.#canvas = canvas
    this.#gl = gl
    this.#redraw = redraw
    canvas.addEventListener('webglcontextlost', this.#lose)
    canvas.addEventListener('webglcontextrestored', this.#restore)
  }

  /** Draws points in a plane under the axes of a chart: the first of them at once, and the others in the next frames. */
  drawPlane(points: LayerPoints, look: Look, frame: Frame, place: Omit<LayerPlace, 'area'>): void {
    const { centre: [x, y], crowding: dense } = this.#upload(points)
    const perX = frame.x(1) - frame.x(0)
    const perY = frame.y(1) - frame.y(0)
    const transform = new Float32Array([
      (2 * perX) / place.width, 0, 0, 0,
      0, (-2 * perY) / place.height, 0, 0,
      0, 0, 0, 0,
      (2 * frame.x(x)) / place.width - 1, 1 - (2 * frame.y(y)) / place.height, 0, 1,
    ])
    this.#draw(transform, dense / Math.abs(perX * perY), look, { ...place, area: frame })
  }

  /**
   * Draws points in space, like `drawPlane`.
   *
   * @param projection from view units to pixels.
   */
  drawSpace(points: LayerPoints, look: Look, projection: Projection, place: LayerPlace): void {
    const { centre, count } = this.#upload(points)
    const { width, height, area } = place
    const { x, y, z } = projection
    const atCentre = (axis: Projection['x']): number => axis.offset + axis.direction.reduce((sum, weight, at) => sum + weight * centre[at]!, 0)
    const clip = [0, 1, 2].flatMap(at => [(2 * x.direction[at]!) / width, (-2 * y.direction[at]!) / height, -z.direction[at]!, 0])
    const transform = new Float32Array([...clip, (2 * atCentre(x)) / width - 1, 1 - (2 * atCentre(y)) / height, -atCentre(z), 1])
    // Most of a cloud fills about an eighth of its picture.
    this.#draw(transform, (8 * count) / ((area.right - area.left) * (area.bottom - area.top)), look, place)
  }

  /** Draws at once what the next frames would add. */
  finish(): void {
    while (this.#drawing && this.#drawing.done < this.#drawing.parts) this.#addParts(this.#drawing, this.#drawing.parts)
    cancelAnimationFrame(this.#frame)
  }

  clear(): void {
    this.#drawing = null
    cancelAnimationFrame(this.#frame)
    const gl = this.#gl
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    gl.disable(gl.SCISSOR_TEST)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    this.#uploaded = null
  }

  /** Frees the device memory. */
  dispose(): void {
    this.#drawing = null
    cancelAnimationFrame(this.#frame)
    this.#canvas.removeEventListener('webglcontextlost', this.#lose)
    this.#canvas.removeEventListener('webglcontextrestored', this.#restore)
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext()
  }

  readonly #lose = (event: Event): void => {
    // Without this the context never comes back.
    event.preventDefault()
    this.#forget()
  }

  readonly #restore = (): void => {
    this.#gl.getExtension('EXT_color_buffer_float')
    this.#forget()
    this.#redraw()
  }

  #forget(): void {
    this.#resources = null
    this.#uploaded = null
    this.#look = null
    this.#drawing = null
    this.#size = [0, 0]
  }

  #draw(transform: Float32Array, density: number, look: Look, place: LayerPlace): void {
    const gl = this.#gl
    if (gl.isContextLost() || !this.#uploaded) return
    const { count, labels } = this.#uploaded
    const { width, height, ratio } = place
    const size = [Math.round(width * ratio), Math.round(height * ratio)] as const
    // A canvas that is not laid out yet has no pixels.
    if (size[0] === 0 || size[1] === 0) return
    if (this.#canvas.width !== size[0] || this.#canvas.height !== size[1]) Object.assign(this.#canvas, { width: size[0], height: size[1] })
    const resources = this.#own()
    this.#fit(resources, size)
    if (this.#look !== look) {
      this.#look = look
      colourRow(gl, resources.labelLooks, labelLooks(labels, look, noiseLabel))
      colourRow(gl, resources.ramp, rampRow(look.theme))
    }
    this.#drawing = { transform, density, look, place, parts: Math.min(maxParts, Math.ceil(count / leastInPart)), done: 0 }
    this.#canvas.dataset['drawn'] = '0'
    this.#addParts(this.#drawing, this.#partsPerFrame)
    this.#goOn(performance.now())
  }

  /** Adds the next parts in the next frame, as many as this device draws without a noticeable delay. */
  #goOn(before: number): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      const drawing = this.#drawing
      if (!drawing || this.#gl.isContextLost()) return
      const now = performance.now()
      if (now - before > frameTimes.slow) this.#partsPerFrame = Math.max(1, Math.floor(this.#partsPerFrame / 2))
      else if (now - before < frameTimes.quick) this.#partsPerFrame = Math.min(maxParts, this.#partsPerFrame * 2)
      if (drawing.done === drawing.parts) return
      this.#addParts(drawing, this.#partsPerFrame)
      this.#goOn(now)
    })
  }

  /** Adds up to `wanted` parts of the points to the sums, and shows the sums. */
  #addParts(drawing: Drawing, wanted: number): void {
    const gl = this.#gl
    const { points, opacity, labelLooks: looks, ramp, sums, target } = this.#own()
    const { count, labels, points: { colours, depths, shades } } = this.#uploaded!
    const { transform, density, place: { height, ratio, area }, parts } = drawing
    const diameter = ratio * Math.min(diameters.most, Math.max(diameters.least, 2 / Math.sqrt(density)))

    gl.viewport(0, 0, this.#size[0], this.#size[1])
    gl.enable(gl.SCISSOR_TEST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, target)
    gl.scissor(Math.round(area.left * ratio), Math.round((height - area.bottom) * ratio), Math.round((area.right - area.left) * ratio), Math.round((area.bottom - area.top) * ratio))
    gl.clearColor(0, 0, 0, 0)
    if (drawing.done === 0) gl.clear(gl.COLOR_BUFFER_BIT)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE)
    gl.useProgram(points)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, looks)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, ramp)
    const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(points, name)
    gl.uniformMatrix4fv(uniform('transform'), false, transform)
    gl.uniform1f(uniform('diameter'), diameter)
    gl.uniform1i(uniform('colouring'), colours ? colourings.colour : shades.length > 0 ? colourings.shade : colourings.label)
    gl.uniform1ui(uniform('lastLabel'), labels)
    gl.uniform1f(uniform('fading'), depths ? fading : 0)
    gl.uniform1i(uniform('labelLooks'), 0)
    gl.uniform1i(uniform('ramp'), 1)
    for (let added = 0; added < wanted && drawing.done < parts; added++, drawing.done++) {
      this.#bind(drawing.done, parts)
      gl.drawArrays(gl.POINTS, 0, Math.ceil((count - drawing.done) / parts))
    }

    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    gl.disable(gl.SCISSOR_TEST)
    gl.disable(gl.BLEND)
    gl.clear(gl.COLOR_BUFFER_BIT)
    gl.enable(gl.SCISSOR_TEST)
    gl.useProgram(opacity)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, sums)
    gl.uniform1i(gl.getUniformLocation(opacity, 'sums'), 0)
    gl.uniform1f(gl.getUniformLocation(opacity, 'crowd'), Math.max(leastCrowd, (density * diameter * diameter) / (ratio * ratio)))
    gl.uniform1f(gl.getUniformLocation(opacity, 'share'), drawing.done / parts)
    for (const at of Object.values(attributes)) gl.disableVertexAttribArray(at)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    if (drawing.done === parts) this.#canvas.dataset['drawn'] = String(count)
  }

  /** Programs, buffers and textures, made again after a loss of the context. */
  #own(): Resources {
    if (this.#resources) return this.#resources
    const gl = this.#gl
    const buffer = (): WebGLBuffer => gl.createBuffer()
    this.#resources = {
      points: compileProgram(gl, pointVertexShader, pointFragmentShader),
      opacity: compileProgram(gl, coverVertexShader, opacityFragmentShader),
      buffers: { place: buffer(), depth: buffer(), label: buffer(), shade: buffer(), colour: buffer() },
      labelLooks: gl.createTexture(),
      ramp: gl.createTexture(),
      sums: gl.createTexture(),
      target: gl.createFramebuffer(),
    }
    return this.#resources
  }

  /** Gives the texture of sums the size of the canvas. */
  #fit({ sums, target }: Resources, size: readonly [number, number]): void {
    if (this.#size[0] === size[0] && this.#size[1] === size[1]) return
    const gl = this.#gl
    this.#size = size
    gl.bindTexture(gl.TEXTURE_2D, sums)
    // Half floats count up to 2048 points on a pixel: further ones change nothing, and that many are opaque.
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, size[0], size[1], 0, gl.RGBA, gl.HALF_FLOAT, null)
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, target)
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, sums, 0)
  }

  /** Sends points to the device, if they are not there. */
  #upload(points: LayerPoints): Uploaded {
    if (this.#uploaded?.points === points) return this.#uploaded
    const gl = this.#gl
    const { buffers } = this.#own()
    this.#drawing = null
    const { positions, labels, shades, colours, depths } = points
    const [x, y] = [paddedBounds(positions, 0), paddedBounds(positions, 1)]
    const before = this.#uploaded
    const movedPositions = before?.points.positions !== positions
    const centre: [number, number, number] = movedPositions ? [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2, depths ? middleOf(depths) : 0] : [...before!.centre]
    const send = (buffer: WebGLBuffer, data: AllowSharedBufferSource): void => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW)
    }
    if (movedPositions) send(buffers.place, lessCentre(positions, centre.slice(0, 2)))
    if (depths && (movedPositions || before?.points.depths !== depths)) send(buffers.depth, lessCentre(depths, centre.slice(2)))
    if (labels.length > 0) send(buffers.label, labels)
    if (shades.length > 0) send(buffers.shade, bytesOf(shades))
    if (colours) send(buffers.colour, colours)
    this.#look = null
    this.#uploaded = { points, centre, count: positions.length / 2, labels: labelCount(labels), crowding: movedPositions ? crowding(positions, x, y) : before!.crowding }
    return this.#uploaded
  }

  /** Binds every `parts`-th point, beginning with point `part`. */
  #bind(part: number, parts: number): void {
    const gl = this.#gl
    const { buffers } = this.#own()
    const { labels, shades, colours, depths } = this.#uploaded!.points
    /** @param size bytes of a point; 0 if the buffer is not used. */
    const bind = (name: keyof typeof attributes, size: number, point: (at: number, stride: number, offset: number) => void): void => {
      const at = attributes[name]
      if (size === 0) {
        gl.disableVertexAttribArray(at)
        // Points without a group have the last look.
        if (name === 'label') gl.vertexAttribI4ui(at, noiseLabel, 0, 0, 0)
        else gl.vertexAttrib4f(at, 0, 0, 0, 0)
        return
      }
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name])
      gl.enableVertexAttribArray(at)
      point(at, parts * size, part * size)
    }
    bind('place', 8, (at, stride, offset) => gl.vertexAttribPointer(at, 2, gl.FLOAT, false, stride, offset))
    bind('depth', depths ? 4 : 0, (at, stride, offset) => gl.vertexAttribPointer(at, 1, gl.FLOAT, false, stride, offset))
    bind('label', labels.length > 0 ? 2 : 0, (at, stride, offset) => gl.vertexAttribIPointer(at, 1, gl.UNSIGNED_SHORT, stride, offset))
    bind('shade', shades.length > 0 ? 1 : 0, (at, stride, offset) => gl.vertexAttribPointer(at, 1, gl.UNSIGNED_BYTE, true, stride, offset))
    bind('colour', colours ? 3 : 0, (at, stride, offset) => gl.vertexAttribPointer(at, 3, gl.UNSIGNED_BYTE, true, stride, offset))
  }
}

/** [n, D] positions relative to a [D] centre. A loop, because a callback for each of millions of numbers is slow. */
function lessCentre(positions: Float32Array, centre: readonly number[]): Float32Array {
  const moved = new Float32Array(positions.length)
  for (let at = 0; at < positions.length; at++) moved[at] = positions[at]! - centre[at % centre.length]!
  return moved
}

function bytesOf(shares: Float32Array): Uint8Array {
  const bytes = new Uint8Array(shares.length)
  for (let at = 0; at < shares.length; at++) bytes[at] = Math.round(shares[at]! * 255)
  return bytes
}

/** One more than the largest label of a group. */
function labelCount(labels: Uint16Array): number {
  let count = 0
  for (const label of labels) if (label !== noiseLabel && label >= count) count = label + 1
  return count
}

function middleOf(values: Float32Array): number {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? 0 : (low + high) / 2
}
