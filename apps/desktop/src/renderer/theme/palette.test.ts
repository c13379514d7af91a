import { describe, expect, it } from 'vitest'
import { groupColours, contrastRatio, plainPointColour, surfaceColour, rampColour } from './palette.js'

const themes = ['light', 'dark'] as const

function hex(rgb: string): string {
  return `#${[...rgb.matchAll(/\d+/g)].map(([value]) => Number(value).toString(16).padStart(2, '0')).join('')}`
}

describe('contrastRatio', () => {
  it('is 21 for black on white and 1 for a colour on itself', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 10)
    expect(contrastRatio('#0072b2', '#0072b2')).toBe(1)
  })
})

describe.each(themes)('the palette (%s)', theme => {
  it('has at least ten different colours', () => {
    expect(new Set(groupColours[theme]).size).toBeGreaterThanOrEqual(10)
  })

  it('stands at least 3:1 against the surface (WCAG 1.4.11)', () => {
    for (const colour of groupColours[theme]) expect(contrastRatio(colour, surfaceColour[theme])).toBeGreaterThanOrEqual(3)
    expect(contrastRatio(plainPointColour[theme], surfaceColour[theme])).toBeGreaterThanOrEqual(3)
  })

  it('ramps one way in lightness, away from the surface', () => {
    const contrasts = Array.from({ length: 33 }, (_, i) => contrastRatio(hex(rampColour(theme, i / 32)), surfaceColour[theme]))
    for (let i = 1; i < contrasts.length; i++) expect(contrasts[i]).toBeGreaterThan(contrasts[i - 1]!)
  })
})
