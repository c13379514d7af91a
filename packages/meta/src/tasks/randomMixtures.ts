import { createRandom, type Random } from '@mixtura/numerics'
import { count, nonNegative, optional, readOptions } from '@mixtura/numerics/validation'
import { mixtureTask, parametersOf, type DrawableMixture, type MixtureFamily, type RowCount } from './mixtureFamily.js'
import { rowCount } from './optionReaders.js'

/** Options of `randomMixtures`. */
export interface RandomMixtureOptions {
  /** K, the number of components; 4 by default. */
  readonly components?: number
  /** D, the number of columns; 2 by default. */
  readonly columns?: number
  /** Means are uniform on ±spread in every column; 4 by default. */
  readonly spread?: number
  /** Standard deviation of every component in every direction, in units of the means; 0.3 by default. */
  readonly standardDeviation?: number
  /** Number of rows of the support and of the query; [100, 500] by default. */
  readonly rows?: RowCount
}

/**
 * Tasks with unrelated mixtures from one distribution: uniform means, Dirichlet(1) weights and one standard deviation. The
 * means of a task say nothing about those of another, so no fixed start suits all tasks; a network that reads the samples can.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Lee et al., Set Transformer (2019), section 5.3: its text has 100 to 500 rows, its program 300 to 600.
 */
export function randomMixtures(options: RandomMixtureOptions = {}): MixtureFamily {
  const { components = 4, columns = 2, spread = 4, standardDeviation = 0.3, rows = [100, 500] } = readOptions<RandomMixtureOptions>(
    'randomMixtures',
    options,
    { components: optional(count(1)), columns: optional(count(1)), spread: optional(nonNegative(1)), standardDeviation: optional(nonNegative(1)), rows: optional(rowCount) },
  )

  function draw(random: Random): DrawableMixture {
    // Exponential draws divided by their sum are Dirichlet(1).
    const shares = Float64Array.from({ length: components }, () => -Math.log(1 - random.uniform()))
    const total = shares.reduce((sum, share) => sum + share, 0)
    const means = Float64Array.from({ length: components * columns }, () => spread * (2 * random.uniform() - 1))
    const roots = new Float64Array(components * columns * columns)
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) roots[(k * columns + i) * columns + i] = standardDeviation
    }
    return { components, columns, weights: shares.map(share => share / total), means, roots }
  }

  return {
    name: 'random mixtures',
    components,
    columns,
    mixture: seed => parametersOf(draw(createRandom(seed))),
    task(seed) {
      const random = createRandom(seed)
      return mixtureTask(draw(random), { rows, seed, random })
    },
  }
}
