import { describe, expect, it } from 'vitest'
import { colourChannels, groupColours, plainPointColour } from '../theme/palette.js'
import { blendedColours } from './blendedColours.js'

describe.each(['light', 'dark'] as const)('blended colours (%s)', theme => {
  const [first, second] = [colourChannels(groupColours[theme][0]!), colourChannels(groupColours[theme][1]!)]
  // A step of the table of lights is at most one and a half bytes of sRGB where colours are dark.
  const near = (bytes: ArrayLike<number>, wanted: readonly number[]): void => {
    for (let at = 0; at < 3; at++) expect(Math.abs(bytes[at]! - wanted[at]!)).toBeLessThanOrEqual(2)
  }

  it('are those of the groups where a row is certain, and the plain one where it is noise', () => {
    const colours = blendedColours(Uint8Array.of(255, 0, 0, 255, 0, 0), 2, theme)
    near(colours.subarray(0, 3), first)
    near(colours.subarray(3, 6), second)
    near(colours.subarray(6, 9), colourChannels(plainPointColour[theme]))
  })

  it('lie between those of two groups where a row may be in both', () => {
    const half = blendedColours(Uint8Array.of(128, 127), 2, theme)
    for (let at = 0; at < 3; at++) {
      expect(half[at]!).toBeGreaterThanOrEqual(Math.min(first[at]!, second[at]!) - 2)
      expect(half[at]!).toBeLessThanOrEqual(Math.max(first[at]!, second[at]!) + 2)
    }
    expect(blendedColours(Uint8Array.of(64, 191), 2, theme)).not.toEqual(half)
  })

  it('are none without groups', () => {
    expect(blendedColours(new Uint8Array(0), 0, theme)).toHaveLength(0)
  })
})
