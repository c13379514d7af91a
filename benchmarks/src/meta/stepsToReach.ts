import { createRandom, fitGaussianMixture, kMeans, MixturaError, type FitOptions, type Matrix, type MixtureParameters } from '@mixtura/core'
import type { MixtureFamily } from '@mixtura/meta'

/** A held-out task, starts for it without learning, and its best known log-likelihood. */
export interface HeldOutTask {
  readonly samples: Matrix
  readonly seed: number
  readonly truth: MixtureParameters
  /** K random rows as means, and the covariance of all samples for each component. */
  readonly randomStart: NonNullable<FitOptions['initialize']>
  /** Labels of the nearest centres of one k-means++ seeding. */
  readonly plusPlus: NonNullable<FitOptions['initialize']>
  /** Best known mean log-likelihood after convergence, nats per sample. */
  readonly best: number
}

type Initialize = NonNullable<FitOptions['initialize']>
export type StartOf = (task: HeldOutTask) => Initialize | Promise<Initialize>

/** Largest number of EM steps. */
export const maxSteps = 100
/** A log-likelihood within this distance of the best has reached it, nats per sample. */
const tolerance = 0.01

export async function tasksOf(family: MixtureFamily, seeds: readonly number[]): Promise<readonly HeldOutTask[]> {
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

/** Number of EM steps from the start of each task until its log-likelihood reaches the best; `maxSteps` if it never does. */
export async function stepsToReach(tasks: readonly HeldOutTask[], components: number, startOf: StartOf): Promise<readonly number[]> {
  const steps: number[] = []
  for (const task of tasks) {
    const options: FitOptions = { components, starts: 1, seed: task.seed, tolerance: 0, maxIterations: maxSteps, acceleration: 'none' }
    try {
      const { logLikelihoods } = await fitGaussianMixture(task.samples, { ...options, initialize: await startOf(task) })
      const at = logLikelihoods.findIndex(logLikelihood => logLikelihood >= task.best - tolerance)
      steps.push(at < 0 ? maxSteps : at)
    } catch (error) {
      // The fit failed, for example because a component lost all its samples.
      if (!(error instanceof MixturaError)) throw error
      steps.push(maxSteps)
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
