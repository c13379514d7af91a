import { fitGaussianMixture, type GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import { MixturaError, type Matrix } from '@mixtura/numerics'
import { varyingColumns, type FeedMatrix, type PhaseFollower } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { createAutoencoder, type Autoencoder } from '../autoencoder/autoencoder.js'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import { DeepClustering } from './deepClustering.js'
import { probeNeighbours, type ProbedNeighbours } from './neighbourAgreement.js'
import { encode } from './refine.js'

/** Mixture of the scaled columns themselves: the baseline that a network has to beat. */
export interface PlainMixture {
  /** A model whose codes are the columns that vary and whose network copies them. */
  readonly model: DeepClustering
  /** [N] cluster of each row. */
  readonly labels: Int32Array
  /**
   * Estimate of KL(rows ‖ mixture), nats per row: about 0 if the rows are distributed like rows drawn from the mixture.
   * Undefined if there are too few rows to estimate it, if a component collapsed, or if the fit was stopped.
   */
  readonly misfit?: number
}

export interface PlainMixtureOptions {
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  readonly shape: readonly number[]
  readonly components: number
  readonly covarianceType: NamedCovarianceType
  readonly seed: number
  readonly follow: PhaseFollower<'plain'>
}

/** Upper limit, in multiply-adds of one E-step, for fitting the mixture: about one second of one core. */
const stepBudget = 2e9
const design = { kind: 'dense', widths: [] } as const

/**
 * Fits the plain mixture, or returns undefined where it cannot be fitted or costs too much: for images, because clusters are
 * not Gaussian in pixels; for fewer rows than components times columns; and for columns that core refuses, such as
 * linearly dependent ones.
 */
export async function fitPlainMixture(options: PlainMixtureOptions): Promise<PlainMixture | undefined> {
  const { matrix, scale, shape, components, covarianceType, seed, follow } = options
  if (shape.length > 1) return undefined
  const columns = varyingColumns(matrix)
  const code = columns.length
  if (code === 0 || components * code > matrix.rows || matrix.rows * components * code ** 2 > stepBudget) return undefined
  const autoencoder = copyingAutoencoder(columns, { shape, seed })
  try {
    const codes = await encode({ autoencoder, matrix, scale, ...follow.abort })
    const { model: mixture, collapsed } = await fitGaussianMixture(codes, { components, covarianceType, seed, ...follow.mixtureFit('plain') })
    const labels = await mixture.predict(codes)
    const isJudged = !collapsed && !follow.isStopped() && matrix.rows >= (components * code * (code + 1)) / 2
    return {
      model: new DeepClustering({ network: design, shape, code, scale }, autoencoder, mixture),
      labels,
      ...(isJudged ? { misfit: await misfitOf(mixture, codes, { seed, ...follow.abort }) } : {}),
    }
  } catch (error) {
    autoencoder.dispose()
    follow.abort.signal?.throwIfAborted()
    if (error instanceof MixturaError) return undefined
    throw error
  }
}

/** Linear network that copies the given columns into the code and back. The other columns are decoded as 0. */
function copyingAutoencoder(columns: readonly number[], { shape, seed }: { readonly shape: readonly number[]; readonly seed: number }): Autoencoder {
  const code = columns.length
  const autoencoder = createAutoencoder(design, { shape, code, seed })
  const assign = (parameters: Autoencoder['parameters'], at: (code: number, column: number) => number): void => {
    for (const variable of Object.values(parameters)) {
      const values = new Float32Array(variable.size)
      if (variable.rank === 2) columns.forEach((column, c) => void (values[at(c, column)] = 1))
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
    }
  }
  assign(autoencoder.encoder.parameters, (c, column) => column * code + c)
  assign(autoencoder.decoder.parameters, (c, column) => c * shape[0] + column)
  return autoencoder
}

/** Smallest distance between different float32 numbers of size 1. */
const minDistance = 2 ** -23

/**
 * Estimates KL(rows ‖ mixture), nats per row, from the distances d to the k-th neighbour:
 *
 *   D (mean ln d' - mean ln d) + mean ln p(x') - mean ln p(x),  x' as many rows drawn from the mixture
 *
 * The entropy of rows is D · mean ln d plus a constant of k, N and D. The drawn rows x' have the same bias, so it cancels.
 *
 * Covariances fitted to n rows have log-determinants that are too small by D (D + 1) / 2n nats on average, and neighbours
 * of drawn rows are too near by up to that. So the estimate is used only if components have, on average, at least as many
 * rows as their covariances have parameters.
 *
 * @see Kozachenko & Leonenko, Sample estimate of the entropy of a random vector (1987).
 */
async function misfitOf(mixture: GaussianMixture, codes: Matrix, options: { readonly seed: number; readonly signal?: AbortSignal }): Promise<number> {
  const { samples: drawn } = mixture.sample(codes.rows, { seed: options.seed })
  const negativeEntropy = async (rows: Matrix): Promise<number> => -codes.columns * meanLogDistance(await probeNeighbours(rows, { scale: { offset: 0, factor: 1 }, ...options }))
  const ofRows = (await negativeEntropy(codes)) - mean(await mixture.logDensity(codes))
  const ofDrawn = (await negativeEntropy(drawn)) - mean(await mixture.logDensity(drawn))
  return ofRows - ofDrawn
}

function meanLogDistance({ probes, distances, perRow }: ProbedNeighbours): number {
  return mean(Float64Array.from(probes, (_, p) => Math.log(Math.max(distances[(p + 1) * perRow - 1], minDistance))))
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
