import { GaussianMixture, type CovarianceType, type InitialMixture } from '@mixtura/core'
import { createRandom, factorCovariance, type Random } from '@mixtura/numerics'
import { nonNegative, optional, readOptions } from '@mixtura/numerics/validation'
import { mixtureTask, parametersOf, type DrawableMixture, type MixtureFamily, type RowCount } from './mixtureFamily.js'
import { interval, rowCount } from './optionReaders.js'

/** Mixture that the tasks have in common: a fitted mixture of core, or given parameters. */
export type Skeleton = InitialMixture & { readonly covarianceType: CovarianceType }

/** Options of `movedMixtures`. */
export interface MovementOptions {
  /** Largest shift of each column, data units; 0 by default. */
  readonly shift?: number
  /** Largest rotation in each plane of two columns, degrees; 0 by default. */
  readonly rotation?: number
  /** Range of the factor for all distances from the centre; [1, 1] by default. */
  readonly scale?: readonly [number, number]
  /** Number of rows of the support and of the query; 200 by default. */
  readonly rows?: RowCount
}

/**
 * Tasks from one mixture that is moved as a whole: x = c + s R (x₀ - c) + t, where x₀ is drawn from the skeleton and c is its mean.
 * Shift t, rotation R and scale s are drawn uniformly for each task, so a common start is close to every task.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {ShapeError} {DegenerateCovarianceError} for a skeleton that is not a valid mixture.
 */
export function movedMixtures(skeleton: Skeleton, options: MovementOptions = {}): MixtureFamily {
  const { shift = 0, rotation = 0, scale = [1, 1], rows = 200 } = readOptions<MovementOptions>('movedMixtures', options, {
    shift: optional(nonNegative(1)),
    rotation: optional(nonNegative(1)),
    scale: optional((name, value) => {
      const [low, high] = interval(name, value)
      return [nonNegative(1)(name, low), high]
    }),
    rows: optional(rowCount),
  })
  const still = drawable(skeleton)
  const { components, columns, weights } = still
  const centre = new Float64Array(columns)
  still.means.forEach((value, i) => (centre[i % columns] += weights[Math.floor(i / columns)] * value))

  function move(random: Random): DrawableMixture {
    const offset = centre.map(value => value + shift * (2 * random.uniform() - 1))
    const factor = scale[0] + (scale[1] - scale[0]) * random.uniform()
    const turn = drawRotation(columns, rotation, random).map(value => value * factor)
    const means = new Float64Array(components * columns)
    const roots = new Float64Array(components * columns * columns)
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) {
        let mean = offset[i]
        for (let l = 0; l < columns; l++) {
          mean += turn[i * columns + l] * (still.means[k * columns + l] - centre[l])
          for (let j = 0; j < columns; j++) {
            roots[(k * columns + i) * columns + j] += turn[i * columns + l] * still.roots[(k * columns + l) * columns + j]
          }
        }
        means[k * columns + i] = mean
      }
    }
    return { components, columns, weights, means, roots }
  }

  return {
    name: 'moved mixtures',
    components,
    columns,
    mixture: seed => parametersOf(move(createRandom(seed))),
    task(seed) {
      const random = createRandom(seed)
      return mixtureTask(move(random), { rows, seed, random })
    },
  }
}

function drawable(skeleton: Skeleton): DrawableMixture {
  const mixture = GaussianMixture.fromParameters(skeleton)
  const { components, columns, weights, means } = mixture
  const roots = new Float64Array(components * columns * columns)
  for (let k = 0; k < components; k++) {
    roots.set(factorCovariance(mixture.componentCovariance(k), columns, k), k * columns * columns)
  }
  return { components, columns, weights, means, roots }
}

/** [D, D] product of one rotation in each plane of two columns. */
function drawRotation(columns: number, degrees: number, random: Random): Float64Array {
  const rotation = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) rotation[i * columns + i] = 1
  for (let i = 0; i < columns; i++) {
    for (let j = i + 1; j < columns; j++) {
      const angle = ((degrees * Math.PI) / 180) * (2 * random.uniform() - 1)
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
      for (let row = 0; row < columns; row++) {
        const [a, b] = [rotation[row * columns + i], rotation[row * columns + j]]
        rotation[row * columns + i] = cosine * a + sine * b
        rotation[row * columns + j] = cosine * b - sine * a
      }
    }
  }
  return rotation
}
