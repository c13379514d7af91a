import { noiseLabel } from '../../contract/results.js'

export type Theme = 'light' | 'dark'

/**
 * One colour per component, in canonical order. These are the colours of Okabe and Ito, extended to twelve, with
 * their lightness changed until each has a contrast of at least 3:1 to the surface of its theme (WCAG 1.4.11).
 * Consecutive colours also differ in lightness, so that they can be distinguished without hue.
 * @see Okabe, Ito: Color Universal Design (2008), https://jfly.uni-koeln.de/color/
 */
export const groupColours: Readonly<Record<Theme, readonly string[]>> = {
  light: [
    '#0072b2', '#d55e00', '#00875f', '#b4508e', '#a86c00', '#2f9bd8',
    '#5b3fa0', '#7a4a21', '#454d59', '#857a00', '#e0527a', '#00606b',
  ],
  dark: [
    '#4aa8ea', '#f5853f', '#2cc39a', '#e092c2', '#f2b63c', '#93d3fa',
    '#a48cf0', '#c79468', '#c3cad4', '#e8de5e', '#ff8fa6', '#4fb8c4',
  ],
}

/** Background colour of charts. The tokens in tokens.css have the same values. */
export const surfaceColour: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: '#16181d' }

/** Colour of points that belong to no group. */
export const plainPointColour: Readonly<Record<Theme, string>> = { light: '#8b95a3', dark: '#6f7886' }

/** The colour of a component (0-based). After twelve the colours repeat, and the number distinguishes components. */
export function groupColour(theme: Theme, component: number): string {
  const colours = groupColours[theme]
  return colours[component % colours.length]!
}

/** The colour of rows with this label: that of their group, or the plain one for rows of no group. */
export function labelColour(theme: Theme, label: number): string {
  return label === noiseLabel ? plainPointColour[theme] : groupColour(theme, label)
}

/** Colour stops of the ramp, from certain to uncertain or from usual to unusual. The lightness changes in one direction, away from the surface. */
const rampStops: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#b9c6d8', '#8ea3cc', '#7d7cbc', '#853f97', '#6b0a4d'],
  dark: ['#3c4657', '#565a92', '#9160b4', '#dc73ae', '#ffc2a8'],
}

/** Steps of the ramp. */
export const rampColours = 32

/** Red, green and blue of a colour as the palette writes it, 0 to 255. */
export function colourChannels(colour: string): [number, number, number] {
  if (colour.startsWith('#')) return channels(colour)
  const [red = 0, green = 0, blue = 0] = colour.match(/\d+/g)?.map(Number) ?? []
  return [red, green, blue]
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** The colour at `share` (0 to 1) of the ramp, in 32 steps so that a chart uses few different colours. */
export function rampColour(theme: Theme, share: number): string {
  const stops = rampStops[theme]
  const clamped = Math.round(Math.min(1, Math.max(0, share)) * rampColours) / rampColours
  const position = clamped * (stops.length - 1)
  const index = Math.min(stops.length - 2, Math.floor(position))
  const from = channels(stops[index]!)
  const to = channels(stops[index + 1]!)
  const mixed = from.map((channel, i) => Math.round(channel + (to[i]! - channel) * (position - index)))
  return `rgb(${mixed[0]}, ${mixed[1]}, ${mixed[2]})`
}

/** The largest uncertainty that `components` posteriors can have: 1 - 1/K. */
export function largestUncertainty(components: number): number {
  return components > 1 ? 1 - 1 / components : 1
}

/** WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastRatio(first: string, second: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = channels(hex).map(channel => {
      const value = channel / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [lighter, darker] = [luminance(first), luminance(second)].sort((a, b) => b - a) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}
