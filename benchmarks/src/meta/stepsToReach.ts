import { createRandom, fitGaussianMixture, kMeans, MixturaError, type FitOptions, type Matrix, type MixtureParameters } from '@mixtura/core'
import type { MixtureFamily } from '@mixtura/meta'

/** A held-out task, what it can be started from without learning, and how likely its samples can become. */
export interface JudgedTask {
  readonly samples: Matrix
  readonly seed: number
  readonly truth: MixtureParameters
  /** K rows as means, the covariance of all samples for each. */
  readonly randomStart: NonNullable<FitOptions['initialize']>
  /** The clusters nearest to one k-means++ seeding. */
  readonly plusPlus: NonNullable<FitOptions['initialize']>
  /** The best converged mean log-likelihood that is known, nats per sample. */
  readonly best: number
}

type Initialize = NonNullable<FitOptions['initialize']>
export type StartOf = (task: JudgedTask) => Initialize | Promise<Initialize>

/** Where EM is given up. */
export const mostSteps = 100
/** Nats per sample. */
const nearness = 0.01

export async function tasksOf(family: MixtureFamily, seeds: readonly number[]): Promise<readonly JudgedTask[]> {
  const { components } = family
  return Promise.all(
    seeds.map(async seed => {
      const { support: samples } = family.task(seed)
      const truth = family.mixture(seed)
      const converged = await Promise.all([
        fitGaussianMixture(samples, { components, starts: 10, seed }),
        fitGaussianMixture(samples, { components, initialize: truth }),
      ])
      const { labels } = await kMeans(samples, { clusters: components, starts: 1, maxIterations: 0, seed })
      return {
        samples,
        seed,
        truth,
        randomStart: startFromRandomRows(samples, components, seed),
        plusPlus: { labels },
        best: Math.max(...converged.map(({ logLikelihoods }) => logLikelihoods[logLikelihoods.length - 1])),
      }
    }),
  )
}

/** EM steps from the start of each task until its likelihood is near the best; `mostSteps` where it never is. */
export async function stepsToReach(tasks: readonly JudgedTask[], components: number, startOf: StartOf): Promise<readonly number[]> {
  const steps: number[] = []
  for (const task of tasks) {
    const options: FitOptions = { components, starts: 1, seed: task.seed, tolerance: 0, maxIterations: mostSteps, acceleration: 'none' }
    try {
      const { logLikelihoods } = await fitGaussianMixture(task.samples, { ...options, initialize: await startOf(task) })
      const at = logLikelihoods.findIndex(logLikelihood => logLikelihood >= task.best - nearness)
      steps.push(at < 0 ? mostSteps : at)
    } catch (error) {
      // A component that lost all its samples: the start leads nowhere.
      if (!(error instanceof MixturaError)) throw error
      steps.push(mostSteps)
    }
  }
  return steps
}

function startFromRandomRows({ data, rows, columns }: Matrix, components: number, seed: number): Initialize {
  const random = createRandom(seed)
  const mean = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) mean[i % columns] += data[i] / rows
  const covariance = Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) => {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += (data[row * columns + i] - mean[i]) * (data[row * columns + j] - mean[j])
      return sum / rows
    }),
  )
  const chosen = new Set<number>()
  while (chosen.size < components) chosen.add(random.integer(rows))
  return {
    weights: Array.from(chosen, () => 1 / components),
    means: Array.from(chosen, row => data.slice(row * columns, (row + 1) * columns)),
    covariances: Array.from(chosen, () => covariance),
  }
}
