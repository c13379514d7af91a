import { GaussianMixture } from '@mixtura/core'
import { ShapeError, type Random } from '@mixtura/numerics'
import { choice, count, numberIn, optional, readOptions, text, withoutReaders, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { logSoftmax, requireRandom, requireTensor, type NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { requireGaussianMixture } from '../models/requireGaussianMixture.js'
import { precisionFactor, precisionOf } from './precisionFactor.js'

/** Options of `learnableMixture`. */
export interface LearnableMixtureOptions {
  /** K */
  readonly components: number
  /** Z */
  readonly columns: number
  /** 'diag' by default. */
  readonly covarianceType?: LearnableCovarianceType
  /**
   * Least variance; with 'full', the least conditional variance of a column given those before it. Squared units; 1e-3 by
   * default.
   */
  readonly varianceFloor?: number
  /** Prefix of the names of the parameters; 'mixture' by default. */
  readonly name?: string
}

export const learnableCovarianceTypes = ['diag', 'full'] as const

/** Covariance structure that gradients can train. */
export type LearnableCovarianceType = (typeof learnableCovarianceTypes)[number]

/**
 * A Gaussian mixture whose parameters are trained by gradients, float32 on the device:
 *
 *   p(z) = Σ_c π_c N(z; μ_c, Σ_c),  π = softmax(logits),  Σ_c⁻¹ = U_c U_cᵀ,  U_c = (I + A_c) diag(1 / √v_c),
 *   v = floor + exp(rawLogVariances)
 *
 * A is strictly upper triangular. With diagonal covariances A is 0 and v are the variances. All parameter values give a valid
 * mixture, and a variance at its floor still has a gradient.
 */
export interface LearnableMixture {
  readonly components: number
  readonly columns: number
  readonly covarianceType: LearnableCovarianceType
  /** `<name>/logits`, `<name>/means`, `<name>/rawLogVariances` and, with 'full', `<name>/slants`. */
  readonly parameters: NamedVariables
  /** [K] */
  readonly logits: tf.Variable<tf.Rank.R1>
  /** [K, Z] */
  readonly means: tf.Variable<tf.Rank.R2>
  /** ln (v - floor), [K, Z]. */
  readonly rawLogVariances: tf.Variable<tf.Rank.R2>
  /** A, [K, Z, Z]. Entries on and below the diagonal have no effect. Undefined with 'diag'. */
  readonly slants: tf.Variable<tf.Rank.R3> | undefined
  /** ln π, [K]; nats. */
  logWeights(): tf.Tensor1D
  /** ln v, [K, Z]. */
  logVariances(): tf.Tensor2D
  /** The diagonals of Σ_c⁻¹, [K, Z]. */
  precisionDiagonals(): tf.Tensor2D
  /**
   * (z_b - μ_c)ᵀ Σ_c⁻¹ (z_b - μ_c).
   *
   * @param z [B, Z]
   * @returns [B, K]
   */
  squaredDistances(z: tf.Tensor2D): tf.Tensor2D
  /**
   * ln π_c + ln N(z_b; μ_c, Σ_c), nats.
   *
   * @param z [B, Z]
   * @returns [B, K]
   */
  logJoint(z: tf.Tensor2D): tf.Tensor2D
  /** ln p(z_b), [B]; nats. */
  logDensity(z: tf.Tensor2D): tf.Tensor1D
  /**
   * Sets the parameters from a mixture, rounded to float32. Variances below the floor are raised to it.
   *
   * @throws {ShapeError} unless the mixture has the same number of components and columns and the same covariance structure.
   */
  assign(model: GaussianMixture): void
  /** The current mixture, with components in canonical order. */
  toGaussianMixture(): Promise<GaussianMixture>
  dispose(): void
}

/** Reads the variance floor. */
export const varianceFloor: Reader<number> = numberIn({ above: 0, below: 1, expected: 'a number above 0 and below 1', example: 'varianceFloor: 1e-3' })

const learnableReaders: OptionReaders<LearnableMixtureOptions> = {
  components: count(1),
  columns: count(1),
  covarianceType: optional(choice(learnableCovarianceTypes)),
  varianceFloor: optional(varianceFloor),
  name: optional(text('mixture')),
}

const logTwoPi = Math.log(2 * Math.PI)
/** Least relative excess of a variance over its floor when it is assigned, so that the logarithm of the excess is finite. */
const minExcess = 1e-3

/**
 * Creates a learnable mixture with equal weights, means drawn from the standard normal, and unit covariances.
 *
 * @param random draws the means.
 * @throws {InvalidOptionError} for options out of range.
 */
export function learnableMixture(options: LearnableMixtureOptions, random: Random): LearnableMixture {
  const read = readOptions<LearnableMixtureOptions>('learnableMixture', options, learnableReaders)
  const { components, columns, covarianceType = 'diag', varianceFloor = 1e-3, name = 'mixture' } = read
  requireRandom(random)
  const logFloor = Math.log(varianceFloor)
  const startMeans = Float32Array.from({ length: components * columns }, () => random.normal())
  const { logits, means, rawLogVariances, slants } = tf.tidy(() => ({
    logits: tf.variable(tf.zeros([components])) as tf.Variable<tf.Rank.R1>,
    means: tf.variable(tf.tensor2d(startMeans, [components, columns])),
    rawLogVariances: tf.variable(tf.fill([components, columns], Math.log(1 - varianceFloor))) as tf.Variable<tf.Rank.R2>,
    slants: covarianceType === 'full' ? (tf.variable(tf.zeros([components, columns, columns])) as tf.Variable<tf.Rank.R3>) : undefined,
  }))
  const parameters = {
    [`${name}/logits`]: logits,
    [`${name}/means`]: means,
    [`${name}/rawLogVariances`]: rawLogVariances,
    ...(slants ? { [`${name}/slants`]: slants } : {}),
  }

  const logWeights = (): tf.Tensor1D => logSoftmax(logits)
  /** ln (floor + e^raw) = ln floor + softplus(raw - ln floor). */
  const logVariances = (): tf.Tensor2D => tf.add(tf.softplus(tf.sub(rawLogVariances, logFloor)), logFloor)
  /** I + A, [K, Z, Z]. */
  const unitFactors = (upper: tf.Tensor3D): tf.Tensor3D => tf.add(tf.mul(upper, strictlyUpper(columns)), tf.eye(columns))

  const squaredDistances = (z: tf.Tensor2D): tf.Tensor2D => {
    requireRows(z, columns)
    return tf.tidy(() => {
      const deviations = tf.exp(tf.mul(logVariances(), -0.5))
      if (!slants) return tf.sum(tf.square(tf.mul(tf.sub(tf.expandDims(z, 1), means), tf.expandDims(deviations, 0))), 2)
      const differences = tf.sub(tf.expandDims(z, 0), tf.expandDims(means, 1))
      const white = tf.mul(tf.matMul(differences, unitFactors(slants)), tf.expandDims(deviations, 1))
      return tf.transpose(tf.sum(tf.square(white), 2) as tf.Tensor2D)
    })
  }

  const logJoint = (z: tf.Tensor2D): tf.Tensor2D =>
    tf.tidy(() => {
      const logNormalizers = tf.sub(logWeights(), tf.mul(tf.add(tf.sum(logVariances(), 1), columns * logTwoPi), 0.5))
      return tf.sub(logNormalizers, tf.mul(squaredDistances(z), 0.5))
    })

  return {
    components,
    columns,
    covarianceType,
    parameters,
    logits,
    means,
    rawLogVariances,
    slants,
    logWeights,
    logVariances,
    precisionDiagonals: () =>
      tf.tidy(() => {
        const precisions = tf.exp(tf.neg(logVariances()))
        return slants ? (tf.sum(tf.mul(tf.square(unitFactors(slants)), tf.expandDims(precisions, 1)), 2) as tf.Tensor2D) : precisions
      }),
    squaredDistances,
    logJoint,
    logDensity: z => tf.tidy(() => tf.logSumExp(logJoint(z), 1) as tf.Tensor1D),

    assign(model) {
      requireGaussianMixture('mixture', model)
      const actual = `'${String(model.covarianceType)}', ${model.components} x ${model.columns}`
      const expected = `'${covarianceType}', ${components} x ${columns}`
      if (actual !== expected) {
        throw new ShapeError('mixture', expected, actual, `Fit it with covarianceType: '${covarianceType}' to as many components and columns.`)
      }
      const factors = Array.from({ length: components }, (_, k) => precisionFactor(model.componentCovariance(k), columns, k))
      const stacked = (part: 'slants' | 'conditionalVariances'): number[] => factors.flatMap(factor => Array.from(factor[part]))
      const raw = stacked('conditionalVariances').map(variance => Math.log(Math.max(variance - varianceFloor, minExcess * varianceFloor)))
      tf.tidy(() => {
        logits.assign(tf.tensor1d(Float32Array.from(model.weights, weight => Math.log(Math.max(weight, Number.MIN_VALUE)))))
        means.assign(tf.tensor2d(Float32Array.from(model.means), [components, columns]))
        rawLogVariances.assign(tf.tensor2d(raw, [components, columns]))
        slants?.assign(tf.tensor3d(stacked('slants'), [components, columns, columns]))
      })
    },

    async toGaussianMixture() {
      const [logitValues, meanValues, rawValues, slantValues] = await Promise.all([logits, means, rawLogVariances, slants].map(float64Of))
      const largest = Math.max(...logitValues)
      const shares = logitValues.map(logit => Math.exp(logit - largest))
      const total = shares.reduce((sum, share) => sum + share, 0)
      const variances = rawValues.map(raw => varianceFloor + Math.exp(raw))
      const mixture = { covarianceType, weights: shares.map(share => share / total), means: meanValues }
      if (!slants) return GaussianMixture.fromParameters({ ...mixture, covariances: variances })
      const precisions = Array.from({ length: components }, (_, k) =>
        precisionOf({
          slants: slantValues.subarray(k * columns ** 2, (k + 1) * columns ** 2),
          conditionalVariances: variances.subarray(k * columns, (k + 1) * columns),
        }),
      )
      return GaussianMixture.fromParameters({ ...mixture, precisions })
    },

    dispose: () => tf.dispose(parameters),
  }
}

/** Creates a learnable mixture with the parameters of a fitted one; see `assign`. */
export function learnableMixtureFrom(
  model: GaussianMixture,
  options: Pick<LearnableMixtureOptions, 'varianceFloor' | 'name'>,
  random: Random,
): LearnableMixture {
  requireGaussianMixture('mixture', model)
  const read = readOptions<typeof options>('learnableMixtureFrom', options, withoutReaders(learnableReaders, 'components', 'columns', 'covarianceType'))
  const { components, columns } = model
  const covarianceType = model.covarianceType === 'full' ? 'full' : 'diag'
  const mixture = learnableMixture({ ...read, components, columns, covarianceType }, random)
  mixture.assign(model)
  return mixture
}

function requireRows(z: tf.Tensor, columns: number): void {
  requireTensor('z', z)
  if (z.rank === 2 && z.shape[1] === columns) return
  throw new ShapeError('z', `[B, ${columns}]`, `[${z.shape.join(', ')}]`, 'Pass rows of as many columns as the mixture has.')
}

/** [Z, Z] with ones above the diagonal. */
function strictlyUpper(columns: number): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from({ length: columns ** 2 }, (_, i) => (i % columns > Math.floor(i / columns) ? 1 : 0)), [columns, columns])
}

async function float64Of(tensor: tf.Tensor | undefined): Promise<Float64Array> {
  return tensor ? Float64Array.from(await tensor.data<'float32'>()) : new Float64Array(0)
}
