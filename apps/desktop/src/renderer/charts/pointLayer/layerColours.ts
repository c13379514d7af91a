import type { Theme } from '../../theme/palette.js'
import { colourChannels, groupColour, plainPointColour, rampColours, rampColour } from '../../theme/palette.js'
import type { Look } from '../drawing.js'

/** Strength of points outside the highlighted group. */
const dimmed = 0.02

/**
 * Colours of the labels 0 to `labels` - 1, and then of points without a group: [labels + 1, 4] bytes. The last byte is the strength: 0 hides
 * the points, and a small one dims them.
 */
export function labelLooks(labels: number, { theme, focused, hidden }: Look, noiseLabel: number): Uint8Array {
  const bytes = new Uint8Array((labels + 1) * 4)
  for (let at = 0; at <= labels; at++) {
    const label = at === labels ? noiseLabel : at
    const strength = hidden.has(label) ? 0 : focused === null || focused === label ? 1 : dimmed
    bytes.set([...colourChannels(at === labels ? plainPointColour[theme] : groupColour(theme, at)), Math.round(strength * 255)], 4 * at)
  }
  return bytes
}

/** All colours of the ramp, [n, 4] bytes. */
export function rampRow(theme: Theme): Uint8Array {
  return Uint8Array.from({ length: (rampColours + 1) * 4 }, (_, at) => [...colourChannels(rampColour(theme, Math.floor(at / 4) / rampColours)), 255][at % 4]!)
}
