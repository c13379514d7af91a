import { createRandom } from '@mixtura/core'
import { metaTrainMaml, metaTrainReptile, regressionLearner, sinusoids, taskSeed, type MamlOptions } from '@mixtura/meta'
import { cosineDecay } from '@mixtura/tensor'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'

export interface SinusoidRow {
  readonly method: string
  readonly seed: number
  /** Mean squared error on the queries of held-out tasks, before adaptation and after 1 and 5 steps on 10 points. */
  readonly before: number
  readonly afterOne: number
  readonly afterFive: number
  readonly metaSteps: number
  readonly millisecondsPerStep: number
}

const methods: Readonly<Record<string, MamlOptions>> = {
  'MAML, second order': { order: 'second' },
  'MAML, first order': { order: 'first' },
  'Meta-SGD': { order: 'second', innerRates: 'learned' },
}
const columns: readonly TableColumn<SinusoidRow>[] = [
  { head: 'method', width: 20, cell: ({ method }) => method },
  { head: 'seed', width: 4, cell: ({ seed }) => String(seed) },
  { head: 'before', width: 7, cell: ({ before }) => before.toFixed(3) },
  { head: '1 step', width: 7, cell: ({ afterOne }) => afterOne.toFixed(3) },
  { head: '5 steps', width: 7, cell: ({ afterFive }) => afterFive.toFixed(3) },
  { head: 'meta-steps', width: 10, cell: ({ metaSteps }) => String(metaSteps) },
  { head: 'ms', width: 6, cell: ({ millisecondsPerStep }) => millisecondsPerStep.toFixed(1) },
]

const heldOutTasks = 600
const stepsPerEpoch = 100

/**
 * The experiment of Finn et al. (2017): ten points of a sinusoid, an MLP 1-40-40-1, one inner step at rate 0.01. Each training
 * task has 40 query points; Adam's rate decays from 3e-3 by a half cosine. The test uses 100 other points of each of 600
 * held-out tasks, which are the same for all methods and seeds.
 */
export async function benchmarkSinusoids({ seeds, quick }: ModelBenchmarkOptions): Promise<readonly SinusoidRow[]> {
  const epochs = quick ? 2 : 30
  const family = sinusoids({ support: 10, query: 40 })
  const testFamily = sinusoids({ support: 10, query: 100 })
  const random = createRandom(2017)
  const heldOut = Array.from({ length: heldOutTasks }, () => testFamily.task(taskSeed(random, 'validation')))
  const rows: SinusoidRow[] = []
  console.log(tableLine(columns))
  for (const seed of seeds) {
    const learner = regressionLearner({ inputs: 1, widths: [40, 40], seed })
    const shared = { epochs, stepsPerEpoch, metaBatch: 25, seed }
    const trainings = Object.entries(methods).map(([method, methodOptions]) => [method, () => metaTrainMaml(family, learner, {
      ...shared,
      innerLearningRate: 0.01,
      metaLearningRate: cosineDecay({ rate: 3e-3, steps: epochs * stepsPerEpoch }),
      ...methodOptions,
    })] as const)
    // Reptile does not learn from queries, so its support has all 50 points of a task.
    const reptile = () => metaTrainReptile(sinusoids({ support: 50 }), learner, { ...shared, innerSteps: 5, innerLearningRate: 0.01 })
    for (const [method, train] of [...trainings, ['Reptile', reptile] as const]) {
      const began = performance.now()
      const learned = await train()
      const milliseconds = performance.now() - began
      const [before, afterOne, afterFive] = await Promise.all([0, 1, 5].map(async steps => mean(await learned.queryLosses(heldOut, steps))))
      const row = { method, seed, before, afterOne, afterFive, metaSteps: learned.steps, millisecondsPerStep: milliseconds / learned.steps }
      rows.push(row)
      console.log(tableLine(columns, row))
    }
  }
  return rows
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0)
}
