import { expect, it } from 'vitest'
import { SvgContext } from './svgContext.js'

const context = (): SvgContext => new SvgContext((_, text) => ({ width: 10 * text.length }) as TextMetrics)
/** The shapes of a file, a line each. */
const shapesOf = (drawn: SvgContext): string[] => drawn.toSvg({ width: 100, height: 50, title: 'A & B' }).trim().split('\n').slice(1, -1)

it('is a file of its own, with a title', () => {
  expect(context().toSvg({ width: 100, height: 50, title: 'A & <B>' })).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img"><title>A &amp; &lt;B&gt;</title>\n\n</svg>\n')
})

it('records paths, circles and rectangles with their styles', () => {
  const drawn = context()
  drawn.fillStyle = '#ff0000'
  drawn.globalAlpha = 0.5
  drawn.beginPath()
  drawn.arc(10, 20, 3, 0, 2 * Math.PI)
  drawn.fill()
  drawn.globalAlpha = 1
  drawn.strokeStyle = '#00ff00'
  drawn.lineWidth = 2
  drawn.setLineDash([4, 2])
  drawn.beginPath()
  drawn.moveTo(0, 0)
  drawn.lineTo(10, 5)
  drawn.closePath()
  drawn.stroke()
  drawn.fillRect(1, 2, 3, 4)
  expect(shapesOf(drawn)).toEqual([
    '<circle cx="10" cy="20" r="3" fill="#ff0000" fill-opacity="0.5"/>',
    '<path d="M0 0L10 5Z" fill="none" stroke="#00ff00" stroke-width="2" stroke-dasharray="4 2"/>',
    '<path d="M1 2L4 2L4 6L1 6Z" fill="#ff0000"/>',
  ])
})

it('keeps and restores styles, places and clips', () => {
  const drawn = context()
  drawn.save()
  drawn.translate(100, 10)
  drawn.fillStyle = '#0000ff'
  drawn.beginPath()
  drawn.rect(0, 0, 20, 20)
  drawn.clip()
  drawn.fillRect(5, 5, 1, 1)
  drawn.restore()
  drawn.fillRect(5, 5, 1, 1)
  const file = drawn.toSvg({ width: 1, height: 1, title: '' })
  expect(file).toContain('<defs><clipPath id="clip-1"><path d="M100 10L120 10L120 30L100 30Z"/></clipPath></defs>')
  expect(shapesOf(drawn)).toEqual(['<path d="M105 15L106 15L106 16L105 16Z" fill="#0000ff" clip-path="url(#clip-1)"/>', '<path d="M5 5L6 5L6 6L5 6Z" fill="#000000"/>'])
})

it('keeps text as text, turned and narrowed where it was', () => {
  const drawn = context()
  drawn.font = '600 12px "Noto Sans CJK SC", sans-serif'
  drawn.textAlign = 'center'
  drawn.textBaseline = 'middle'
  drawn.fillText('等待 <分钟>', 5, 6)
  drawn.save()
  drawn.translate(30, 40)
  drawn.rotate(-Math.PI / 2)
  drawn.fillText('y', 0, 0)
  drawn.restore()
  drawn.fillText('long text', 0, 0, 50)
  const [first, turned, narrow] = shapesOf(drawn)
  expect(first).toBe('<text x="5" y="6" dy="0.35em" text-anchor="middle" font-family="&quot;Noto Sans CJK SC&quot;, sans-serif" font-size="12" font-weight="600" fill="#000000">等待 &lt;分钟&gt;</text>')
  expect(turned).toContain('x="0" y="0" transform="matrix(0 -1 1 0 30 40)"')
  expect(narrow).toContain('textLength="50" lengthAdjust="spacingAndGlyphs"')
})
