import { fitGaussianMixture, type GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import { MixturaError, type Matrix } from '@mixtura/numerics'
import { varyingColumns, type FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { createAutoencoder, type Autoencoder } from '../autoencoder/autoencoder.js'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import { DeepClustering } from './deepClustering.js'
import { probeNeighbours, type ProbedNeighbours } from './neighbourAgreement.js'
import { encode } from './refine.js'

/** A mixture of the scaled columns themselves: what a network has to beat. */
export interface PlainMixture {
  /** Its codes are the columns that vary, its network copies them. */
  readonly model: DeepClustering
  /** [N] */
  readonly labels: Int32Array
  /**
   * What the mixture misses of the rows, nats per row: about 0 if they lie as rows drawn from it do. Undefined where rows are too
   * few to tell, or a component collapsed.
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
  readonly signal?: AbortSignal
}

/** Multiply-adds of one E-step, about a second of one core, up to which the mixture is fitted. */
const stepBudget = 2e9
const design = { kind: 'dense', widths: [] } as const

/**
 * Undefined where no such mixture can be fitted or afforded: for images, whose pixels are no coordinates that clusters are
 * Gaussian in, for fewer rows than components times columns, and where core refuses the columns, such as those that depend on
 * each other.
 */
export async function fitPlainMixture(options: PlainMixtureOptions): Promise<PlainMixture | undefined> {
  const { matrix, scale, shape, components, covarianceType, seed, signal } = options
  if (shape.length > 1) return undefined
  const columns = varyingColumns(matrix)
  const code = columns.length
  if (code === 0 || components * code > matrix.rows || matrix.rows * components * code ** 2 > stepBudget) return undefined
  const abort = signal ? { signal } : {}
  const autoencoder = copyingAutoencoder(columns, { shape, seed })
  try {
    const codes = await encode({ autoencoder, matrix, scale, ...abort })
    const { model: mixture, collapsed } = await fitGaussianMixture(codes, { components, covarianceType, seed, ...abort })
    const labels = await mixture.predict(codes)
    const isJudged = !collapsed && matrix.rows >= (components * code * (code + 1)) / 2
    return {
      model: new DeepClustering({ network: design, shape, code, scale }, autoencoder, mixture),
      labels,
      ...(isJudged ? { misfit: await misfitOf(mixture, codes, { seed, ...abort }) } : {}),
    }
  } catch (error) {
    autoencoder.dispose()
    if (error instanceof MixturaError) return undefined
    throw error
  }
}

/** A linear network that copies the given columns into the code, and back to where they were; the others are decoded as 0. */
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

/** Distances between float32 numbers of size 1 are not less. */
const leastDistance = 2 ** -23

/**
 * An estimate of KL(rows ‖ mixture), nats per row, from the distances d to the k-th neighbour:
 *
 *   D (mean ln d' - mean ln d) + mean ln p(x') - mean ln p(x),  x' as many rows drawn from the mixture
 *
 * The entropy of rows is D · mean ln d and a constant of k, N and D; what the estimate is biased by, drawn rows share.
 *
 * The covariances of n rows have determinants that are too small by D (D + 1) / 2n nats in the mean, and neighbours of drawn
 * rows are too near by up to that: it is asked only where components have at least as many rows in the mean as their
 * covariances have parameters.
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
  return mean(Float64Array.from(probes, (_, p) => Math.log(Math.max(distances[(p + 1) * perRow - 1], leastDistance))))
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
