import type { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { mixtureOfAssignment, type AssignmentOptions } from '../mixtures/mixtureOfAssignment.js'
import { componentLogDensities } from './componentLogDensities.js'
import { pixelCount } from './pixelFeatures.js'
import { sweepField, type FieldChange, type Neighbours, type PottsField } from './pottsField.js'

/** A mixture of the pixels and the field that goes with it. */
export interface FieldState {
  readonly mixture: GaussianMixture
  readonly field: PottsField
}

/** Start of the rounds. */
export interface FieldStart extends FieldState {
  /** Whether the segments come from single pixels or from the means of neighbourhoods. */
  readonly name: 'pixels' | 'neighbourhoods'
  /** [N P, K] */
  readonly responsibilities: Float64Array
}

/** A plain mixture and its field, whose external field is the logarithms of the weights. */
export function plainField(mixture: GaussianMixture, { smoothness, neighbours }: { readonly smoothness: number; readonly neighbours: Neighbours }): FieldState {
  return { mixture, field: { smoothness, neighbours, externalField: mixture.weights.map(Math.log) } }
}

/** Makes one sweep over each image. */
export function sweepImages(
  responsibilities: Float64Array,
  logDensities: Float64Array,
  { shape, field, ...sweep }: { readonly shape: readonly number[]; readonly field: PottsField; readonly isBackward: boolean; readonly expectedCounts?: Float64Array },
): FieldChange {
  const [height, width] = shape
  const perImage = pixelCount(shape) * field.externalField.length
  const sum = { largest: 0, pixels: 0, logLikelihood: 0 }
  for (let from = 0; from < responsibilities.length; from += perImage) {
    const ofImage = (values: Float64Array): Float64Array => values.subarray(from, from + perImage)
    const change = sweepField(ofImage(responsibilities), ofImage(logDensities), { height, width, field, ...sweep })
    sum.largest = Math.max(sum.largest, change.largest)
    sum.pixels += change.pixels
    sum.logLikelihood += change.logLikelihood
  }
  return sum
}

/**
 * Chooses between two starts: the mixture of single pixels and, if it is given, the mixture of the means of neighbourhoods, whose
 * segments are then measured on the pixels. The better start is the one under which a first sweep gives the pixels the higher
 * likelihood given their neighbours.
 *
 * If noise is large, colours overlap so much that the likelihood of single pixels has many local maxima, and most of them are far from
 * the segments. The mean of nine pixels has a third of the noise, but it blurs segments of one or two pixels.
 *
 * @param features [N P, F] of all pixels of whole images.
 * @param local the mixture of the means of neighbourhoods, with these means.
 * @see Forbes & Peyrard, Hidden Markov random field model selection criteria based on mean field-like approximations (2003), for the
 *   likelihood.
 */
export async function likeliestStart(
  features: Matrix,
  plain: FieldState,
  { local, shape, ...assignment }: AssignmentOptions & { readonly shape: readonly number[]; readonly local?: { readonly mixture: GaussianMixture; readonly means: Matrix } | undefined },
): Promise<FieldStart> {
  const start: FieldStart = { ...plain, name: 'pixels', responsibilities: Float64Array.from((await plain.mixture.responsibilities(features)).data) }
  if (!local) return start
  const { data } = await local.mixture.responsibilities(local.means)
  const shares = { data, rows: features.rows, columns: local.mixture.components }
  const other: FieldStart = { ...plainField(await mixtureOfAssignment(features, shares, assignment), plain.field), name: 'neighbourhoods', responsibilities: Float64Array.from(data) }
  const logLikelihoodOf = async ({ mixture, field, responsibilities }: FieldStart): Promise<number> =>
    sweepImages(responsibilities.slice(), await componentLogDensities(mixture, features), { shape, field, isBackward: false }).logLikelihood
  return (await logLikelihoodOf(other)) > (await logLikelihoodOf(start)) ? other : start
}
