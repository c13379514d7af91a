import { createRandom, type Random } from '@mixtura/numerics'
import { count, optional, readOptions } from '@mixtura/numerics/validation'
import { interval } from './optionReaders.js'
import type { RegressionSet, TaskFamily } from './taskFamily.js'

/** Options of `sinusoids`. */
export interface SinusoidOptions {
  /** Number of points in the support; 10 by default. */
  readonly support?: number
  /** Number of points in the query; 10 by default. */
  readonly query?: number
  /** Range of A; [0.1, 5] by default. */
  readonly amplitude?: readonly [number, number]
  /** Range of φ, radians; [0, π] by default. */
  readonly phase?: readonly [number, number]
  /** Range of x; [-5, 5] by default. */
  readonly inputs?: readonly [number, number]
}

/**
 * Tasks y = A sin(x - φ). Amplitude and phase are drawn uniformly for each task, inputs x for each point.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @see Finn, Abbeel & Levine, Model-agnostic meta-learning for fast adaptation of deep networks (2017), section 5.1.
 */
export function sinusoids(options: SinusoidOptions = {}): TaskFamily<RegressionSet> {
  const { support = 10, query = 10, amplitude = [0.1, 5], phase = [0, Math.PI], inputs = [-5, 5] } = readOptions<SinusoidOptions>('sinusoids', options, {
    support: optional(count(1)),
    query: optional(count(1)),
    amplitude: optional(interval),
    phase: optional(interval),
    inputs: optional(interval),
  })
  return {
    name: 'sinusoids',
    task(seed) {
      const random = createRandom(seed)
      const [a, p] = [uniformIn(amplitude, random), uniformIn(phase, random)]
      const draw = (rows: number): RegressionSet => {
        const x = Float64Array.from({ length: rows }, () => uniformIn(inputs, random))
        const y = x.map(value => a * Math.sin(value - p))
        return { inputs: { data: x, rows, columns: 1 }, targets: { data: y, rows, columns: 1 } }
      }
      return { support: draw(support), query: draw(query), seed }
    },
  }
}

function uniformIn([low, high]: readonly [number, number], random: Random): number {
  return low + (high - low) * random.uniform()
}
