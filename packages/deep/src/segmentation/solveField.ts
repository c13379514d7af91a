import type { GaussianMixture } from '@mixtura/core'
import { createYielder, type Matrix } from '@mixtura/numerics'
import { componentLogDensities } from './componentLogDensities.js'
import { pixelCount } from './pixelFeatures.js'
import { sweepField, type PottsField } from './pottsField.js'

/** Sweeps end when no responsibility changes by more than this. */
const tolerance = 1e-3
/** Sweeps end after this number even if responsibilities still change. */
const maxSweeps = 200
/** Number of sweeps over which the smoothness rises to its value. */
const risingSweeps = 20

/** Responsibilities of the pixels of an image under a field. */
export interface SolvedField {
  /** [P, K], rows sum to 1. */
  readonly responsibilities: Matrix
  /** Whether sweeps ended because responsibilities changed no more. */
  readonly converged: boolean
}

/**
 * Responsibilities of one image: the posteriors of the plain mixture, and from there sweeps of the field, forwards and backwards by
 * turns, until no responsibility changes by more than 1e-3, or 200 of them.
 *
 * The smoothness rises over the first 20 sweeps. At once at its value, it would fix the mistakes of single pixels where noise is large
 * before their neighbours are any better: the equation has many solutions, and this finds a likelier one (mean field annealing).
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
