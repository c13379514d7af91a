import type { Random } from '@mixtura/numerics'
import { minimumDeviation, type TapGaussians, type WindowSize } from './gaussianTaps.js'

/** Initial values of the arrays of the same names. */
export type GaussianValues = Readonly<Record<keyof TapGaussians, Float32Array>>

/** The root of x³ = x + 1. */
const plastic = 1.324717957244746

/**
 * Initial Gaussians that cover the window: for each of `sets`, K round Gaussians on a low-discrepancy sequence with a random
 * start. Their deviation is a third of the side of the square that each has to cover: wider Gaussians are so alike that
 * filters stay blurred for long.
 *
 * @returns arrays [K · sets], the component first.
 * @see Roberts, The unreasonable effectiveness of quasirandom sequences (2018), for the sequence in two dimensions.
 */
export function startGaussians(
  { components, sets, window }: { readonly components: number; readonly sets: number; readonly window: WindowSize },
  random: Random,
): GaussianValues {
  const size = components * sets
  const [height, width] = window
  const meanRows = new Float32Array(size)
  const meanColumns = new Float32Array(size)
  for (let set = 0; set < sets; set++) {
    const [fromRow, fromColumn] = [random.uniform(), random.uniform()]
    for (let k = 0; k < components; k++) {
      meanRows[k * sets + set] = (((fromRow + k / plastic) % 1) - 0.5) * height
      meanColumns[k * sets + set] = (((fromColumn + k / plastic ** 2) % 1) - 0.5) * width
    }
  }
  const deviation = Math.sqrt((height * width) / components) / 3
  const logScale = Math.log(Math.max(deviation - minimumDeviation, minimumDeviation))
  return {
    meanRows,
    meanColumns,
    logScaleRows: new Float32Array(size).fill(logScale),
    slants: new Float32Array(size),
    logScaleColumns: new Float32Array(size).fill(logScale),
  }
}
