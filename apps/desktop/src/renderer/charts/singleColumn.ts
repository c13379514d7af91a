import type { Ellipse } from '../../contract/features.js'
import type { PlotPoints } from './plotPoints.js'

/** Whether a plane shows one column against itself, as is the case for a single column. */
export function isSingleColumn({ xLabel, yLabel, explained }: Pick<PlotPoints, 'xLabel' | 'yLabel' | 'explained'>): boolean {
  return explained === null && xLabel === yLabel
}

const goldenShare = (Math.sqrt(5) - 1) / 2

/** Positions for one column as a strip: its values are on x, and the points are spread evenly from 0 to 1 on y, which has no meaning. */
export function spreadPositions({ positions }: Pick<PlotPoints, 'positions'>): Float32Array<ArrayBuffer> {
  const spread = new Float32Array(positions.length)
  for (let i = 0; i < positions.length / 2; i++) {
    spread[2 * i] = positions[2 * i]!
    spread[2 * i + 1] = (i * goldenShare) % 1
  }
  return spread
}

/** Ellipses of the components over the strip: their width is the standard deviation, and all have the same height. */
export function spreadEllipses(ellipses: readonly Ellipse[]): Ellipse[] {
  return ellipses.map(({ weight, mean, covariance }) => ({ weight, mean: [mean[0], 0.5], covariance: [covariance[0], 0, 0.04] }))
}
