import { colourChannels, groupColour, plainPointColour, type Theme } from '../theme/palette.js'

/** Red, green and blue as light from 0 to 1, of a byte of sRGB. */
const lightOf = (byte: number): number => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Bytes of sRGB by light in steps of 1/4095: a power for each of millions of points would take too long. */
const bytesOfLight = Uint8Array.from({ length: 4096 }, (_, at) => {
  const light = at / 4095
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055))
})
const byteOf = (light: number): number => bytesOfLight[Math.round(4095 * Math.min(1, Math.max(0, light)))]!

/** OKLab of a colour: differences of its coordinates are about as large as they look. */
function oklabOf(colour: string): readonly [number, number, number] {
  const [r, g, b] = colourChannels(colour).map(lightOf) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/**
 * The colour of each point: the mean of the colours of the groups in OKLab, weighted with the posteriors of the point. What is left to noise
 * has the colour of points without a group.
 *
 * @param posteriors [n, K] 0 to 255 for 0 to 1.
 * @returns [n, 3] bytes red, green and blue.
 * @see Ottosson, A perceptual color space for image processing (2020).
 */
export function blendedColours(posteriors: Uint8Array, groups: number, theme: Theme): Uint8Array {
  const plain = oklabOf(plainPointColour[theme])
  // Relative to the plain colour, which then needs no weight of its own.
  const shifts = Array.from({ length: groups }, (_, group) => oklabOf(groupColour(theme, group)).map((value, at) => (value - plain[at]!) / 255))
  const count = groups === 0 ? 0 : posteriors.length / groups
  const colours = new Uint8Array(3 * count)
  for (let i = 0; i < count; i++) {
    let [lightness, a, b] = plain
    for (let group = 0; group < groups; group++) {
      const weight = posteriors[i * groups + group]!
      if (weight === 0) continue
      const shift = shifts[group]!
      lightness += weight * shift[0]!
      a += weight * shift[1]!
      b += weight * shift[2]!
    }
    const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    colours[3 * i] = byteOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
    colours[3 * i + 1] = byteOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
    colours[3 * i + 2] = byteOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  }
  return colours
}
