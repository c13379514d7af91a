/** Whether pixels that touch at a corner are neighbours (8) or not (4). */
export type Neighbours = 4 | 8

/**
 * A Potts model of the segments z of an image, the prior of a hidden Markov random field:
 *
 *   p(z) ∝ exp(Σ_i α_{z_i} + β Σ_{i~j} [z_i = z_j])
 *
 * It is a prior of segments alone. Densities of pixels do not depend on it: neighbours change which segment is expected at a pixel, not
 * what a segment looks like.
 *
 * @see Geman & Geman, Stochastic relaxation, Gibbs distributions, and the Bayesian restoration of images (1984).
 */
export interface PottsField {
  /** β */
  readonly smoothness: number
  readonly neighbours: Neighbours
  /** [K] α, the external field, up to a constant. Without smoothness these are ln of the weights. */
  readonly externalField: Float64Array
}

/** Settings of one sweep over the pixels of an image. */
export interface FieldSweep {
  readonly height: number
  readonly width: number
  readonly field: PottsField
  /** Whether the sweep goes from the last pixel to the first. Sweeps in alternating directions pass information on both ways. */
  readonly isBackward: boolean
  /** [K] The sweep adds the probability of each segment given the neighbours alone, summed over the pixels. */
  readonly expectedCounts?: Float64Array
}

/** How much a sweep changed. */
export interface FieldChange {
  /** Largest change of a responsibility. */
  readonly largest: number
  /** Σ_i ½ Σ_k |change of r_ik|: the number of pixels that changed their segment; a pixel may count in part. */
  readonly pixels: number
  /** Σ_i ln Σ_k π_ik p(x_i | k), nats, where π_i ∝ exp(α_k + β Σ_{j~i} r_jk): how likely pixels are given their neighbours. */
  readonly logLikelihood: number
}

/**
 * Updates the responsibilities of one image in place, pixel after pixel:
 *
 *   r_ik ∝ exp(α_k + β Σ_{j~i} r_jk + ln p(x_i | k))
 *
 * Each update maximises the evidence lower bound of the mean-field approximation over r_i, all others fixed:
 *
 *   Σ_ik r_ik (α_k + ln p(x_i | k) - ln r_ik) + β Σ_{i~j} Σ_k r_ik r_jk,
 *
 * so no sweep lowers it. Simultaneous updates of all pixels could: they may oscillate between two states.
 *
 * @param responsibilities [P, K] row-major, rows sum to 1; overwritten.
 * @param logDensities [P, K] ln p(x_i | k), nats.
 * @see Celeux, Forbes & Peyrard, EM procedures using mean field-like approximations for Markov model-based image segmentation (2003).
 */
export function sweepField(responsibilities: Float64Array, logDensities: Float64Array, sweep: FieldSweep): FieldChange {
  const { height, width, isBackward, expectedCounts } = sweep
  const { externalField } = sweep.field
  const components = externalField.length
  const shares = new Float64Array(components)
  const prior = new Float64Array(components)
  const pixels = height * width
  let largest = 0
  let total = 0
  let logLikelihood = 0
  for (let step = 0; step < pixels; step++) {
    const pixel = isBackward ? pixels - 1 - step : step
    logPriorAt(pixel, responsibilities, sweep, prior)
    for (let k = 0; k < components; k++) shares[k] = prior[k] + logDensities[pixel * components + k]
    logLikelihood += softmaxInPlace(shares) - softmaxInPlace(prior)
    for (let k = 0; k < components; k++) {
      const change = Math.abs(shares[k] - responsibilities[pixel * components + k])
      responsibilities[pixel * components + k] = shares[k]
      total += change / 2
      if (change > largest) largest = change
    }
    if (expectedCounts) for (let k = 0; k < components; k++) expectedCounts[k] += prior[k]
  }
  return { largest, pixels: total, logLikelihood }
}

/** Writes α_k + β Σ_{j~i} r_jk of pixel i to `out` [K]. */
function logPriorAt(pixel: number, responsibilities: Float64Array, { height, width, field }: FieldSweep, out: Float64Array): void {
  const { smoothness, neighbours, externalField } = field
  const components = out.length
  const row = Math.floor(pixel / width)
  const column = pixel % width
  out.fill(0)
  for (let other = Math.max(0, row - 1); other <= Math.min(height - 1, row + 1); other++) {
    for (let beside = Math.max(0, column - 1); beside <= Math.min(width - 1, column + 1); beside++) {
      const isSelf = other === row && beside === column
      const isCorner = other !== row && beside !== column
      if (isSelf || (isCorner && neighbours === 4)) continue
      const from = (other * width + beside) * components
      for (let k = 0; k < components; k++) out[k] += responsibilities[from + k]
    }
  }
  for (let k = 0; k < components; k++) out[k] = externalField[k] + smoothness * out[k]
}

/** Replaces v by exp(v_k) / Σ exp(v). @returns ln Σ exp(v) */
function softmaxInPlace(values: Float64Array): number {
  let largest = -Infinity
  for (let k = 0; k < values.length; k++) if (values[k] > largest) largest = values[k]
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k] = Math.exp(values[k] - largest)
  for (let k = 0; k < values.length; k++) values[k] /= sum
  return largest + Math.log(sum)
}
