import type { GaussianMixture } from '@mixtura/core'
import { createYielder, type Matrix } from '@mixtura/numerics'
import { componentLogDensities } from './componentLogDensities.js'
import { pixelCount } from './pixelFeatures.js'
import { sweepField, type PottsField } from './pottsField.js'

/** Sweeps end when no responsibility changes by more than this. */
const tolerance = 1e-3
/** Sweeps end after this number even if responsibilities still change. */
const maxSweeps = 200
/** Number of sweeps in which the smoothness rises to its full value. */
const risingSweeps = 20

/** Responsibilities of the pixels of an image under a field. */
export interface SolvedField {
  /** [P, K], rows sum to 1. */
  readonly responsibilities: Matrix
  /** Whether sweeps ended because responsibilities no longer changed. */
  readonly converged: boolean
}

/**
 * Computes the responsibilities of one image. It starts from the posteriors of the plain mixture and sweeps the field forwards and
 * backwards in turn, until no responsibility changes by more than 1e-3, at most 200 times.
 *
 * The smoothness rises over the first 20 sweeps (mean field annealing). At its full value from the start, it would make the mistakes of
 * noisy pixels permanent before their neighbours have improved. The equation has many solutions, and annealing finds a more likely one.
 *
 * @param features [P, F] of all pixels of the image, row-major.
 */
export async function solveField(
  features: Matrix,
  { mixture, field, shape, signal }: {
    readonly mixture: GaussianMixture
    readonly field: PottsField
    readonly shape: readonly number[]
    readonly signal?: AbortSignal | undefined
  },
): Promise<SolvedField> {
  const plain = await mixture.responsibilities(features)
  if (field.smoothness === 0) return { responsibilities: plain, converged: true }
  const logDensities = await componentLogDensities(mixture, features)
  const responsibilities = Float64Array.from(plain.data)
  const yieldIfDue = createYielder()
  const [height, width] = shape
  let converged = false
  for (let sweep = 0; sweep < maxSweeps && !converged; sweep++) {
    signal?.throwIfAborted()
    await yieldIfDue()
    const risen = Math.min(1, (sweep + 1) / risingSweeps)
    const { largest } = sweepField(responsibilities, logDensities, { height, width, field: { ...field, smoothness: risen * field.smoothness }, isBackward: sweep % 2 === 1 })
    converged = risen === 1 && largest <= tolerance
  }
  return { responsibilities: { data: responsibilities, rows: pixelCount(shape), columns: mixture.components }, converged }
}
