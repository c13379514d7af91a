import { createRandom, type InitialMixture } from '@mixtura/core'
import { metaTrainMaml, metaTrainReptile, mixtureLearner, movedMixtures, taskSeed, trainAmortizedStart, type MixtureFamily } from '@mixtura/meta'
import { cosineDecay } from '@mixtura/tensor'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'
import { maxSteps, stepsToReach, tasksOf, type StartOf } from './stepsToReach.js'

export interface StructuredRow {
  readonly start: string
  /** Seed of the training; null for a start without training. */
  readonly seed: number | null
  /** Mean number of EM steps until the log-likelihood is within 0.01 nats per sample of the best known; 100 if never. */
  readonly meanSteps: number
  readonly medianSteps: number
  /** Share of tasks that reach it within three steps, and at all. */
  readonly withinThree: number
  readonly reached: number
  readonly trainingSeconds: number
}

const columns: readonly TableColumn<StructuredRow>[] = [
  { head: 'start', width: 26, cell: ({ start }) => start },
  { head: 'seed', width: 4, cell: ({ seed }) => (seed === null ? '-' : String(seed)) },
  { head: 'mean', width: 6, cell: ({ meanSteps }) => meanSteps.toFixed(2) },
  { head: 'median', width: 6, cell: ({ medianSteps }) => String(medianSteps) },
  { head: 'in <= 3', width: 7, cell: ({ withinThree }) => `${(100 * withinThree).toFixed(0)} %` },
  { head: 'reached', width: 7, cell: ({ reached }) => `${(100 * reached).toFixed(0)} %` },
  { head: 'trained, s', width: 10, cell: ({ trainingSeconds }) => trainingSeconds.toFixed(0) },
]

/** Covariance of an ellipse with a long and a short standard deviation, rotated by `degrees`. */
function ellipse(long: number, short: number, degrees: number): number[][] {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const [a, b] = [long ** 2, short ** 2]
  return [[c * c * a + s * s * b, c * s * (a - b)], [c * s * (a - b), s * s * a + c * c * b]]
}

/** A cross, two parallel bars and a ball: shapes that k-means does not separate. */
export const crossAndBars = {
  covarianceType: 'full',
  weights: [0.2, 0.2, 0.2, 0.2, 0.2],
  means: [[-3, 0], [-3, 0], [2, 1], [2, -0.5], [0, 4]],
  covariances: [ellipse(1.5, 0.25, 45), ellipse(1.5, 0.25, -45), ellipse(1.5, 0.25, 0), ellipse(1.5, 0.25, 0), ellipse(0.5, 0.5, 0)],
} satisfies InitialMixture & { readonly covarianceType: 'full' }

/**
 * Each task has 400 samples of one mixture, which is shifted, rotated and scaled. All starts use core's EM without
 * acceleration. The log-likelihood to reach is the best of ten converged starts of core and one from the true parameters.
 */
export async function benchmarkStructuredFamily({ seeds, quick }: ModelBenchmarkOptions): Promise<readonly StructuredRow[]> {
  const components = crossAndBars.weights.length
  const family = movedMixtures(crossAndBars, { shift: 0.3, rotation: 8, scale: [0.92, 1.08], rows: 400 })
  const random = createRandom(41)
  const tasks = await tasksOf(family, Array.from({ length: quick ? 6 : 60 }, () => taskSeed(random, 'validation')))
  const rows: StructuredRow[] = []
  console.log(tableLine(columns))
  async function add(start: string, startOf: StartOf, seed: number | null = null, trainingSeconds = 0): Promise<void> {
    const steps = await stepsToReach(tasks, components, startOf)
    const sorted = steps.toSorted((a, b) => a - b)
    const share = (isIn: (count: number) => boolean): number => steps.filter(isIn).length / steps.length
    const row = {
      start,
      seed,
      meanSteps: steps.reduce((sum, count) => sum + count / steps.length, 0),
      medianSteps: sorted[Math.floor(steps.length / 2)],
      withinThree: share(count => count <= 3),
      reached: share(count => count < maxSteps),
      trainingSeconds,
    }
    rows.push(row)
    console.log(tableLine(columns, row))
  }

  await add('random rows', ({ randomStart }) => randomStart)
  await add('k-means++', ({ plusPlus }) => plusPlus)
  await add('k-means++, best of 4 runs', () => 'k-means++')
  await add('true parameters', ({ truth }) => truth)
  for (const seed of seeds) {
    for (const [start, { startOf, seconds }] of Object.entries(await trainStarts(family, { components, seed, quick }))) {
      await add(start, startOf, seed, seconds)
    }
  }
  return rows
}

interface TrainedStart {
  readonly startOf: StartOf
  readonly seconds: number
}

async function trainStarts(
  family: MixtureFamily,
  { components, seed, quick }: { readonly components: number; readonly seed: number; readonly quick: boolean },
): Promise<Readonly<Record<string, TrainedStart>>> {
  const epochs = quick ? 1 : 2
  const stepsPerEpoch = quick ? 10 : 100
  const shared = { epochs, stepsPerEpoch, seed, validationTasks: quick ? 8 : 50 }
  const timed = async <Result>(train: () => Promise<Result>): Promise<readonly [Result, number]> => {
    const began = performance.now()
    const result = await train()
    return [result, (performance.now() - began) / 1000]
  }
  const [learner, pooling] = await timed(() => mixtureLearner(family, { components, seed }))
  const pooled = learner.model(learner.parameters)
  const [reptile, reptileSeconds] = await timed(() => metaTrainReptile(family, learner, { ...shared, innerStep: 'em', innerSteps: 5 }))
  const [maml, mamlSeconds] = await timed(() =>
    metaTrainMaml(family, learner, {
      ...shared,
      innerStep: 'em',
      innerSteps: 2,
      metaLearningRate: cosineDecay({ rate: 0.01, steps: epochs * stepsPerEpoch }),
    }),
  )
  const [amortized, amortizedSeconds] = await timed(() => trainAmortizedStart(family, { ...shared, components }))
  return {
    'fit of 16 pooled tasks': { startOf: () => pooled, seconds: pooling },
    Reptile: { startOf: () => reptile.start, seconds: reptileSeconds },
    'MAML through 2 EM steps': { startOf: () => maml.start, seconds: mamlSeconds },
    amortised: { startOf: ({ samples }) => amortized.propose(samples, { covarianceType: 'full' }), seconds: amortizedSeconds },
  }
}
