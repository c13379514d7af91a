/** An ellipse on a field of 36 x 24: centre, radii and rotation in degrees. */
export type Shape = readonly [x: number, y: number, rx: number, ry: number, angle: number]

/** The structures of scikit-learn by the letters of mclust. */
const letters: Readonly<Record<string, string>> = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' }

/** Ellipses that are thin, because all but a few directions are independent. */
const factors: readonly Shape[] = [[10, 14, 9, 2.2, -40], [26, 10, 8.5, 2.2, 35]]

/**
 * Two ellipses that a covariance structure allows, by its letters: volume, shape and orientation are equal (E) or vary (V), the
 * shape may be round (I), and the axes may be those of the columns (I).
 *
 * @see Scrucca et al., mclust 5, The R Journal 8 (2016), table 3.
 */
export function covarianceShapes(structure: string): readonly Shape[] {
  if (structure === 'factors') return factors
  const [volume, shape, orientation] = letters[structure] ?? structure
  const grows = volume === 'V' ? 0.68 : 1
  const isRound = shape === 'I'
  const first = isRound ? [6.6, 6.6] : [8.4, 3.6]
  const second = isRound ? [6.6, 6.6] : shape === 'E' ? [8.4, 3.6] : orientation === 'I' ? [4.2, 7.2] : [6.6, 4.6]
  const angles = orientation === 'I' ? [0, 0] : orientation === 'E' ? [-32, -32] : [-32, 44]
  return [
    [10, 14, first[0]!, first[1]!, angles[0]!],
    [26, 10, second[0]! * grows, second[1]! * grows, angles[1]!],
  ]
}
