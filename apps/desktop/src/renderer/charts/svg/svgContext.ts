/** Where a shape is drawn: [a, b, c, d, e, f] maps (x, y) to (a x + c y + e, b x + d y + f). */
type Transform = readonly [number, number, number, number, number, number]

interface State {
  readonly transform: Transform
  /** Identifier of the clip path; null without one. */
  readonly clip: string | null
  readonly fillStyle: string
  readonly strokeStyle: string
  readonly lineWidth: number
  readonly lineDash: readonly number[]
  readonly globalAlpha: number
  readonly font: string
  readonly textAlign: CanvasTextAlign
  readonly textBaseline: CanvasTextBaseline
}

/** Part of the font size by which text lies below its place, for each baseline. Editors of SVG know this better than `dominant-baseline`. */
const baselines: Readonly<Record<CanvasTextBaseline, number>> = { alphabetic: 0, middle: 0.35, top: 0.85, hanging: 0.8, bottom: -0.2, ideographic: -0.15 }
const anchors: Readonly<Record<CanvasTextAlign, string>> = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' }

/**
 * Records what is drawn on a 2-D canvas as SVG: the calls that the charts and their axes make. Text stays text.
 *
 * @see https://html.spec.whatwg.org/multipage/canvas.html for the calls; each has the name that it has there.
 */
export class SvgContext {
  fillStyle = '#000000'
  strokeStyle = '#000000'
  lineWidth = 1
  globalAlpha = 1
  font = '10px sans-serif'
  textAlign: CanvasTextAlign = 'start'
  textBaseline: CanvasTextBaseline = 'alphabetic'
  lineCap: CanvasLineCap = 'butt'
  lineJoin: CanvasLineJoin = 'miter'
  lineDashOffset = 0
  readonly #measure: (font: string, text: string) => TextMetrics
  readonly #definitions: string[] = []
  readonly #shapes: string[] = []
  readonly #states: State[] = []
  #transform: Transform = [1, 0, 0, 1, 0, 0]
  #clip: string | null = null
  #lineDash: readonly number[] = []
  #path: string[] = []
  /** The circle that is the whole path; null for any other path. */
  #circle: { readonly x: number; readonly y: number; readonly radius: number } | null = null

  /** @param measure of a canvas, because only hosts know their fonts. */
  constructor(measure: (font: string, text: string) => TextMetrics) {
    this.#measure = measure
  }

  /** A file of this size, CSS pixels. */
  toSvg({ width, height, title }: { readonly width: number; readonly height: number; readonly title: string }): string {
    const definitions = this.#definitions.length > 0 ? `<defs>${this.#definitions.join('')}</defs>` : ''
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(title)}</title>${definitions}\n${this.#shapes.join('\n')}\n</svg>\n`
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline } = this
    this.#states.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, transform: this.#transform, clip: this.#clip, lineDash: this.#lineDash })
  }

  restore(): void {
    const state = this.#states.pop()
    if (!state) return
    const { transform, clip, lineDash, ...styles } = state
    Object.assign(this, styles)
    this.#transform = transform
    this.#clip = clip
    this.#lineDash = lineDash
  }

  translate(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#transform
    this.#transform = [a, b, c, d, a * x + c * y + e, b * x + d * y + f]
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#transform
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    this.#transform = [a * cosine + c * sine, b * cosine + d * sine, c * cosine - a * sine, d * cosine - b * sine, e, f]
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#transform = [a, b, c, d, e, f]
  }

  resetTransform(): void {
    this.#transform = [1, 0, 0, 1, 0, 0]
  }

  setLineDash(lengths: readonly number[]): void {
    this.#lineDash = [...lengths]
  }

  beginPath(): void {
    this.#path = []
    this.#circle = null
  }

  moveTo(x: number, y: number): void {
    this.#add(`M${this.#place(x, y)}`)
  }

  lineTo(x: number, y: number): void {
    this.#add(`${this.#path.length === 0 ? 'M' : 'L'}${this.#place(x, y)}`)
  }

  closePath(): void {
    this.#add('Z')
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#add(`M${this.#place(x, y)}L${this.#place(x + width, y)}L${this.#place(x + width, y + height)}L${this.#place(x, y + height)}Z`)
  }

  /** Whole circles, and arcs in the direction of the clock. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const isWhole = Math.abs(to - from) >= 2 * Math.PI
    const isAlone = this.#path.length === 0
    const at = (angle: number): string => this.#place(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
    const sweep = (end: number): string => `A${short(radius)} ${short(radius)} 0 ${!isWhole && to - from > Math.PI ? 1 : 0} 1 ${at(end)}`
    this.#add(`${isAlone ? 'M' : 'L'}${at(from)}${isWhole ? `${sweep(from + Math.PI)}${sweep(from + 2 * Math.PI)}Z` : sweep(to)}`)
    const [, , , , e, f] = this.#transform
    this.#circle = isAlone && isWhole ? { x: x + e, y: y + f, radius } : null
  }

  clip(): void {
    const id = `clip-${this.#definitions.length + 1}`
    this.#definitions.push(`<clipPath id="${id}"${this.#clipped()}><path d="${this.#path.join('')}"/></clipPath>`)
    this.#clip = id
  }

  fill(): void {
    this.#draw(`fill="${this.fillStyle}"${this.#opacity('fill')}`)
  }

  stroke(): void {
    const dash = this.#lineDash.length > 0 ? ` stroke-dasharray="${this.#lineDash.map(short).join(' ')}"` : ''
    this.#draw(`fill="none" stroke="${this.strokeStyle}" stroke-width="${short(this.lineWidth)}"${dash}${this.#opacity('stroke')}`)
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [path, circle] = [this.#path, this.#circle]
    this.beginPath()
    this.rect(x, y, width, height)
    this.fill()
    this.#path = path
    this.#circle = circle
  }

  /** The file begins empty. */
  clearRect(): void {}

  fillText(text: string, x: number, y: number, maxWidth = Infinity): void {
    const { style, weight, size, family } = fontOf(this.font)
    const [a, b, c, d, e, f] = this.#transform
    const turned = a !== 1 || b !== 0 || c !== 0 || d !== 1
    const place = turned ? `x="${short(x)}" y="${short(y)}" transform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})"` : `x="${short(x + e)}" y="${short(y + f)}"`
    const narrowed = this.measureText(text).width > maxWidth ? ` textLength="${short(maxWidth)}" lengthAdjust="spacingAndGlyphs"` : ''
    const shift = baselines[this.textBaseline]
    this.#shapes.push(
      `<text ${place}${shift === 0 ? '' : ` dy="${shift}em"`} text-anchor="${anchors[this.textAlign]}" font-family="${escaped(family)}" font-size="${short(size)}"`
      + `${weight === '' ? '' : ` font-weight="${weight}"`}${style === '' ? '' : ` font-style="${style}"`} fill="${this.fillStyle}"${this.#opacity('fill')}${narrowed}${this.#clipped()}>${escaped(text)}</text>`,
    )
  }

  measureText(text: string): TextMetrics {
    return this.#measure(this.font, text)
  }

  /** A canvas becomes a picture in the file. */
  drawImage(canvas: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const [left, top] = this.#place(x, y).split(' ')
    this.#shapes.push(`<image x="${left}" y="${top}" width="${short(width)}" height="${short(height)}" href="${canvas.toDataURL('image/png')}"${this.#clipped()}/>`)
  }

  #add(part: string): void {
    this.#path.push(part)
    this.#circle = null
  }

  #draw(look: string): void {
    if (this.#path.length === 0) return
    const shape = this.#circle ? `circle cx="${short(this.#circle.x)}" cy="${short(this.#circle.y)}" r="${short(this.#circle.radius)}"` : `path d="${this.#path.join('')}"`
    this.#shapes.push(`<${shape} ${look}${this.#clipped()}/>`)
  }

  #clipped(): string {
    return this.#clip === null ? '' : ` clip-path="url(#${this.#clip})"`
  }

  #opacity(of: 'fill' | 'stroke'): string {
    return this.globalAlpha === 1 ? '' : ` ${of}-opacity="${short(this.globalAlpha)}"`
  }

  #place(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.#transform
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`
  }
}

/** Two digits are a hundredth of a pixel. */
const short = (value: number): string => String(Math.round(value * 100) / 100)

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** The parts of a font as CSS writes it: `italic 600 12px system-ui, sans-serif`. */
function fontOf(font: string): { readonly style: string; readonly weight: string; readonly size: number; readonly family: string } {
  const [, style = '', weight = '', size = '10', family = 'sans-serif'] = /^(?:(italic|oblique)\s+)?(?:normal\s+)*(?:(bold|\d{3})\s+)?(?:normal\s+)*([\d.]+)px(?:\/\S+)?\s+(.+)$/.exec(font) ?? []
  return { style, weight, size: Number(size), family }
}
