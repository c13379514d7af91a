import { choleskyInPlace, createYielder, digamma, inverseFromFactor, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { expandCovariance } from '../covariance/layouts.js'
import type { MixtureParameters } from '../model/parameters.js'
import { codedFamilies, type CodedFamily } from './columnFamilies.js'
import { codeRows, type CodedRows } from './codedRows.js'
import { evaluateMixed } from './evaluateMixed.js'
import type { MixedParameters } from './mixedParameters.js'
import { sizeRange } from './negativeBinomial.js'
import { patternRows } from './patternRows.js'
import type { EachChunk } from './scoreRows.js'

/** Adds r times the derivatives of ln p(cell | class) to the scores of a row. */
type AddScores = (scores: Float64Array, row: number, component: number, share: number) => void

/** Places of the coordinates of one column among those of a score vector. */
export interface ColumnCoordinates {
  /** Number of the column in the table. */
  readonly column: number
  /**
   * Place of each coordinate, or -1 where an estimate rests at a boundary: [K, L] logits of categories; a [L] and b [K] of adjacent categories;
   * [K] log-rates; [K, 2] log-means and log-sizes; [K] means of a number.
   */
  readonly places: Int32Array
}

/** Coordinates of the parameters of a mixed mixture in which standard errors are computed. */
export interface ScoreCoordinates {
  readonly length: number
  /** [K] place of each log-weight; -1 for the first class. */
  readonly weights: Int32Array
  readonly columns: readonly ColumnCoordinates[]
}

/** Probabilities below this rest at the boundary 0. */
const boundaryProbability = 1e-6
/** With more coordinates, the information matrix takes too long. */
const maxCoordinates = 1500
/** A pivot of the information, as a correlation, below this means that the parameters are not identified. */
const minPivot = 1e-9

/** Memberships that depend on covariates, in place of the weights. Their coefficients [K - 1, C] are the first coordinates. */
export interface RowMembership {
  /** [N, C] */
  readonly design: Matrix
  /** [N, K] π_nk */
  readonly shares: Float64Array
  /** [N, K] p(k given the row and its covariates). */
  readonly responsibilities: Float64Array
}

/** The covariance of the estimates in score coordinates. */
export interface EstimateCovariance {
  readonly coordinates: ScoreCoordinates
  /** [p, p]; null if the estimates are not identified, or too many. */
  readonly covariance: Float64Array | null
}

/**
 * The covariance of maximum-likelihood estimates: the inverse of the empirical information Σ_n s_n s_nᵀ, with the scores
 *
 *   s_n = Σ_k r_nk ∂ ln w_k p(x_n | k) / ∂θ
 *
 * of the observed cells of each row. Pseudo-counts add the expected information of as many observations. Probabilities at the boundary 0 are taken as known. Structures of covariances that are not linear in
 * their parameters count as free covariances, so that errors are rather too large.
 *
 * @param eachChunk the rows; all at once if there are memberships.
 * @see McLachlan & Peel, Finite Mixture Models (2000), sec. 2.15; Linzer & Lewis (2011), sec. 2.3, for latent classes.
 */
export async function estimateCovariance(
  model: MixedParameters,
  eachChunk: EachChunk,
  { pseudoCount = 0, membership }: { readonly pseudoCount?: number | undefined; readonly membership?: RowMembership | undefined },
): Promise<EstimateCovariance> {
  const coefficients = membership ? (model.components - 1) * membership.design.columns : undefined
  // Coordinates and scores of levels depend on the columns, not on the rows.
  const { coordinates, ofLevels } = scoresOf(model, codeRows({ data: new Float64Array(0), rows: 0, columns: model.columns.length }, model.columns), coefficients)
  const size = coordinates.length
  if (size > maxCoordinates) return { coordinates, covariance: null }
  const information = new Float64Array(size * size)
  await eachChunk(async (samples, weights) => {
    const table = codeRows(samples, model.columns)
    const { adders } = scoresOf(model, table, coefficients)
    await addRows(information, { model, samples, table, weights, coordinates, adders, membership })
  })
  if (pseudoCount > 0) {
    const scores = new Float64Array(size)
    for (const { add, probabilities, levels } of ofLevels) {
      for (let at = 0; at < probabilities.length; at++) {
        scores.fill(0)
        add(scores, at % levels, Math.floor(at / levels), 1)
        addSquare(information, scores, levels * pseudoCount * probabilities[at])
      }
    }
  }
  return { coordinates, covariance: inverseOf(information, size) }
}

/** Adds the squares of the scores of some rows. */
async function addRows(information: Float64Array, { model, samples, table, weights, coordinates, adders, membership }: {
  readonly model: MixedParameters
  readonly samples: Matrix
  readonly table: CodedRows
  readonly weights: Float64Array | undefined
  readonly coordinates: ScoreCoordinates
  readonly adders: readonly AddScores[]
  readonly membership: RowMembership | undefined
}): Promise<void> {
  const { components } = model
  const responsibilities = membership?.responsibilities ?? (await evaluateMixed(model, samples)).responsibilities.data
  const scores = new Float64Array(coordinates.length)
  const yieldIfDue = createYielder()
  for (let row = 0; row < table.rows; row++) {
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    scores.fill(0)
    for (let k = 0; k < components; k++) {
      const share = responsibilities[row * components + k]
      if (membership && k > 0) {
        const { design, shares } = membership
        const rest = share - shares[row * components + k]
        for (let c = 0; c < design.columns; c++) scores[(k - 1) * design.columns + c] = rest * design.data[row * design.columns + c]
      } else if (coordinates.weights[k] >= 0) scores[coordinates.weights[k]] += share - model.weights[k]
      if (share > 0) for (const add of adders) add(scores, row, k, share)
    }
    addSquare(information, scores, weight)
    const pause = yieldIfDue()
    if (pause) await pause
  }
}

/** Adds w s sᵀ to the lower triangle. */
export function addSquare(information: Float64Array, scores: Float64Array, weight: number): void {
  const size = scores.length
  for (let i = 0; i < size; i++) {
    if (scores[i] === 0) continue
    const scaled = weight * scores[i]
    for (let j = 0; j <= i; j++) information[i * size + j] += scaled * scores[j]
  }
}

/** Inverse of a lower triangle, as a full matrix; null if it is singular. */
export function inverseOf(information: Float64Array, size: number): Float64Array | null {
  const deviations = Float64Array.from({ length: size }, (_, i) => Math.sqrt(information[i * size + i]))
  if (deviations.some(deviation => !(deviation > 0))) return null
  const factor = new Float64Array(size * size)
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) factor[i * size + j] = information[i * size + j] / deviations[i] / deviations[j]
  if (choleskyInPlace(factor, size)) return null
  for (let i = 0; i < size; i++) if (factor[i * size + i] ** 2 < minPivot) return null
  return inverseFromFactor(factor, size).map((value, at) => value / deviations[Math.floor(at / size)] / deviations[at % size])
}

interface Scores {
  readonly coordinates: ScoreCoordinates
  readonly adders: readonly AddScores[]
  /** Scores of one level, and its probabilities [K, L], for each column of levels. */
  readonly ofLevels: readonly { readonly add: AddValueScores; readonly probabilities: Float64Array; readonly levels: number }[]
}

/** @param coefficients number of coefficients that take the place of the weights. */
function scoresOf(model: MixedParameters, table: CodedRows, coefficients?: number): Scores {
  const { columns, components, columnParameters, numbers } = model
  let length = 0
  const next = (): number => length++
  const weights = Int32Array.from({ length: components }, (_, k) => (k === 0 || coefficients !== undefined ? -1 : next()))
  length += coefficients ?? 0
  const adders: AddScores[] = []
  const ofColumns: ColumnCoordinates[] = []
  const ofLevels: Scores['ofLevels'][number][] = []
  codedFamilies(columns, components).forEach((family, c) => {
    const parameters = columnParameters.subarray(family.from, family.to)
    const { places, add } = columnScores(family, parameters, { weights: model.weights, next })
    const { codes, values } = table.coded[c]
    ofColumns.push({ column: family.column, places })
    const { levels } = family.shape
    if (levels > 0) ofLevels.push({ add, levels, probabilities: probabilitiesOf(family.family.logProbabilities(parameters, codesOf(levels), family.shape), family.shape) })
    adders.push((scores, row, k, share) => {
      if (codes[row] < values.length) add(scores, values[codes[row]], k, share)
    })
  })
  if (numbers) {
    const { means, add } = numberScores(numbers, table, next)
    columns.forEach(({ kind }, column) => {
      if (kind !== 'number') return
      const at = columns.slice(0, column).filter(other => other.kind === 'number').length
      ofColumns.push({ column, places: Int32Array.from({ length: components }, (_, k) => means + k * numbers.columns + at) })
    })
    adders.push(add)
  }
  return { coordinates: { length, weights, columns: ofColumns.sort((a, b) => a.column - b.column) }, adders, ofLevels }
}

type AddValueScores = (scores: Float64Array, value: number, component: number, share: number) => void

function columnScores({ family, shape, description }: CodedFamily, parameters: Float64Array, { weights, next }: { readonly weights: Float64Array; readonly next: () => number }): { readonly places: Int32Array; readonly add: AddValueScores } {
  const { components, levels } = shape
  switch (description.family) {
    case 'poisson': {
      const places = Int32Array.from(parameters, rate => (rate > 0 ? next() : -1))
      return { places, add: (scores, value, k, share) => void (places[k] >= 0 && (scores[places[k]] += share * (value - parameters[k]))) }
    }
    case 'negative-binomial': {
      const isFree = (at: number): boolean => (at % 2 === 0 ? parameters[at] > 0 : parameters[at - 1] > 0 && parameters[at] < 0.999 * sizeRange.maximum && parameters[at] > 1.001 * sizeRange.minimum)
      const places = Int32Array.from(parameters, (_, at) => (isFree(at) ? next() : -1))
      return {
        places,
        add(scores, value, k, share) {
          const [mean, size] = [parameters[2 * k], parameters[2 * k + 1]]
          if (places[2 * k] >= 0) scores[places[2 * k]] += (share * size * (value - mean)) / (size + mean)
          if (places[2 * k + 1] >= 0) scores[places[2 * k + 1]] += share * size * (digamma(value + size) - digamma(size) + Math.log(size / (size + mean)) + (mean - value) / (size + mean))
        },
      }
    }
    case 'adjacent': {
      const probabilities = probabilitiesOf(family.logProbabilities(parameters, codesOf(levels), shape), shape)
      const overall = Float64Array.from({ length: levels }, (_, l) => weights.reduce((sum, weight, k) => sum + weight * probabilities[k * levels + l], 0))
      // A level that occurs is the reference: the parameter of another one is not identified.
      const reference = overall.indexOf(Math.max(...overall))
      const occurs = (l: number): boolean => Array.from({ length: components }, (_, k) => probabilities[k * levels + l]).some(probability => probability > boundaryProbability)
      const places = Int32Array.from({ length: levels + components }, (_, at) => ((at !== reference && at < levels && occurs(at)) || at > levels ? next() : -1))
      const means = Float64Array.from({ length: components }, (_, k) => family.mean(parameters, k, shape))
      return {
        places,
        add(scores, value, k, share) {
          for (let l = 0; l < levels; l++) if (places[l] >= 0) scores[places[l]] += share * (Number(value === l) - probabilities[k * levels + l])
          if (places[levels + k] >= 0) scores[places[levels + k]] += share * (value - means[k])
        },
      }
    }
    default: {
      // Of each class the most probable level is the reference.
      const places = new Int32Array(components * levels).fill(-1)
      for (let k = 0; k < components; k++) {
        const own = parameters.subarray(k * levels, (k + 1) * levels)
        const reference = own.indexOf(Math.max(...own))
        for (let l = 0; l < levels; l++) if (l !== reference && own[l] > boundaryProbability) places[k * levels + l] = next()
      }
      return {
        places,
        add(scores, value, k, share) {
          for (let at = k * levels, l = 0; l < levels; l++, at++) if (places[at] >= 0) scores[places[at]] += share * (Number(value === l) - parameters[at])
        },
      }
    }
  }
}

const codesOf = (levels: number): Float64Array => Float64Array.from({ length: levels }, (_, l) => l)

/** [K, L] from the logs [L, K]. */
function probabilitiesOf(logs: Float64Array, { components, levels }: CodedFamily['shape']): Float64Array {
  return Float64Array.from({ length: components * levels }, (_, at) => Math.exp(logs[(at % levels) * components + Math.floor(at / levels)]))
}

/** Which entry of the covariances each coordinate moves, for structures that are linear in their parameters. */
const sharing: Readonly<Record<string, { readonly isShared: boolean; readonly isSpherical: boolean }>> = {
  tied: { isShared: true, isSpherical: false },
  EEE: { isShared: true, isSpherical: false },
  EEI: { isShared: true, isSpherical: false },
  EII: { isShared: true, isSpherical: true },
  spherical: { isShared: false, isSpherical: true },
  VII: { isShared: false, isSpherical: true },
}

/** Scores of means and covariances. */
function numberScores(numbers: MixtureParameters, table: CodedRows, next: () => number): { readonly means: number; readonly add: AddScores } {
  const { components, columns, covarianceType, means: centres } = numbers
  const { layout } = covarianceStructure(covarianceType)
  const isFull = layout.scatter === 'full'
  const { isShared, isSpherical } = sharing[typeof covarianceType === 'string' ? covarianceType : ''] ?? { isShared: false, isSpherical: false }
  const means = next()
  for (let i = 1; i < components * columns; i++) next()
  const ofClass = isSpherical ? 1 : isFull ? (columns * (columns + 1)) / 2 : columns
  const covariances = next()
  for (let i = 1; i < (isShared ? 1 : components) * ofClass; i++) next()
  const placeOf = (k: number, i: number, j: number): number => covariances + (isShared ? 0 : k * ofClass) + (isSpherical ? 0 : isFull ? (i * (i + 1)) / 2 + j : i)

  const parts = patternRows(table, {}, components)
  const partOf = new Int32Array(table.rows)
  const placeInPart = new Int32Array(table.rows)
  parts.forEach((part, at) => {
    for (let i = 0; i < part.rows; i++) {
      const row = part.numbersOfRows ? part.numbersOfRows[i] : i
      partOf[row] = at
      placeInPart[row] = i
    }
  })
  /** Precisions of the observed columns of each part. */
  const precisions = parts.map(({ observed }) => Array.from({ length: components }, (_, component) => {
    if (observed.length === 0) return new Float64Array(0)
    if (!isFull) {
      const variances = layout.variances(numbers.covariances, component, columns)
      return Float64Array.from(observed, column => 1 / variances[column])
    }
    const block = observed.length === columns ? expandCovariance(layout, numbers.covariances, { component, columns }) : layout.block(numbers.covariances, { component, columns, selected: observed })
    choleskyInPlace(block, observed.length)
    return inverseFromFactor(block, observed.length)
  }))

  return {
    means,
    add(scores, row, k, share) {
      const { observed, samples } = parts[partOf[row]]
      const size = observed.length
      const precision = precisions[partOf[row]][k]
      const at = placeInPart[row] * size
      const centred = Float64Array.from(observed, (column, i) => samples.data[at + i] - centres[k * columns + column])
      const solved = Float64Array.from(observed, (_, i) => {
        if (!isFull) return precision[i] * centred[i]
        let sum = 0
        for (let j = 0; j < size; j++) sum += precision[i * size + j] * centred[j]
        return sum
      })
      for (let i = 0; i < size; i++) {
        scores[means + k * columns + observed[i]] += share * solved[i]
        for (let j = isFull && !isSpherical ? 0 : i; j <= i; j++) {
          const entry = isFull ? precision[i * size + j] : precision[i]
          scores[placeOf(k, observed[i], observed[j])] += share * (i === j ? 0.5 : 1) * (solved[i] * solved[j] - entry)
        }
      }
    },
  }
}
