import type { Matrix, Random } from '@mixtura/numerics'
import { requireChoice, requireObject } from '@mixtura/numerics/validation'

/** A support, which a learner adapts to, and a query, on which it is evaluated afterwards. */
export interface Task<Set> {
  readonly support: Set
  readonly query: Set
  /** Identifies the task in reports: `family.task(seed)` makes it again. */
  readonly seed: number
}

/** An endless family of related tasks. */
export interface TaskFamily<Set> {
  /** Name in reports, such as 'sinusoids'. */
  readonly name: string
  /** The task of a seed, a whole number from 0; the same seed gives the same task. */
  task(seed: number): Task<Set>
}

/** Samples to fit a mixture to, [N, D]. */
export type MixtureSet = Matrix

/** Pairs to fit a function to: inputs [N, D] and targets [N, outputs], row by row. */
export interface RegressionSet {
  readonly inputs: Matrix
  readonly targets: Matrix
}

/** Labelled samples of one episode. Labels [N] are 0 to classes - 1; in a support, -1 marks a row without label. */
export interface EpisodeSet {
  readonly samples: Matrix
  readonly labels: Int32Array
  readonly classes: number
}

/** Draws the seed of a task. Training seeds are even and validation seeds are odd, so they never coincide. */
export function taskSeed(random: Random, split: 'training' | 'validation'): number {
  requireObject('random', random, { what: 'a generator', fields: { integer: 'function' }, remedy: 'Pass for example createRandom(7).' })
  requireChoice('split', split, ['training', 'validation'])
  return 2 * random.integer(2 ** 31) + (split === 'training' ? 0 : 1)
}
