import type { Matrix, Random } from '@mixtura/numerics'
import { requireChoice, requireObject } from '@mixtura/numerics/validation'

/** What a learner adapts to, and what it is judged by afterwards. */
export interface Task<Set> {
  readonly support: Set
  readonly query: Set
  /** Names the task in reports: `family.task(seed)` makes it again. */
  readonly seed: number
}

/** Related tasks without end. */
export interface TaskFamily<Set> {
  /** For reports, such as 'sinusoids'. */
  readonly name: string
  /** The task of a seed, a whole number from 0; the same seed gives the same task. */
  task(seed: number): Task<Set>
}

/** Samples that a mixture is to be fitted to, [N, D]. */
export type MixtureSet = Matrix

/** Pairs that a function is to be fitted to: inputs [N, D] and targets [N, outputs], row by row. */
export interface RegressionSet {
  readonly inputs: Matrix
  readonly targets: Matrix
}

/** Labelled samples of one episode: labels [N] are 0 to classes - 1; in a support, -1 is a row without label. */
export interface EpisodeSet {
  readonly samples: Matrix
  readonly labels: Int32Array
  readonly classes: number
}

/** Seeds of tasks, drawn for training and for validation from halves that never meet. */
export function taskSeed(random: Random, split: 'training' | 'validation'): number {
  requireObject('random', random, { what: 'a generator', fields: { integer: 'function' }, remedy: 'Pass for example createRandom(7).' })
  requireChoice('split', split, ['training', 'validation'])
  return 2 * random.integer(2 ** 31) + (split === 'training' ? 0 : 1)
}
