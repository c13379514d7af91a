import { createRandom, type Random } from '@mixtura/numerics'
import { count, optional, readOptions } from '@mixtura/numerics/validation'
import { mixtureTask, parametersOf, type DrawableMixture, type MixtureFamily, type RowCount } from './mixtureFamily.js'
import { rowCount, size } from './optionReaders.js'

export interface RandomMixtureOptions {
  /** K; 4 by default. */
  readonly components?: number
  /** D; 2 by default. */
  readonly columns?: number
  /** Means are uniform on ± this in every column; 4 by default. */
  readonly spread?: number
  /** Of every component in every direction, in units of the means; 0.3 by default. */
  readonly standardDeviation?: number
  /** Of support and of query; [100, 500] by default. */
  readonly rows?: RowCount
}

/**
 * Mixtures without anything in common but their law: means uniform, weights of Dirichlet(1), one standard deviation.
 * Since the means of a task say nothing of those of another, no fixed start can suit them all; a network that reads
 * the samples can.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Lee et al., Set Transformer (2019), section 5.3: its text has 100 to 500 rows, its program 300 to 600.
 */
export function randomMixtures(options: RandomMixtureOptions = {}): MixtureFamily {
  const { components = 4, columns = 2, spread = 4, standardDeviation = 0.3, rows = [100, 500] } = readOptions<RandomMixtureOptions>(
    'randomMixtures',
    options,
    { components: optional(count(1)), columns: optional(count(1)), spread: optional(size), standardDeviation: optional(size), rows: optional(rowCount) },
  )

  function draw(random: Random): DrawableMixture {
    // Exponentials over their sum are Dirichlet(1).
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
