import {
  classificationLearner,
  labelledEpisodes,
  mixtureLearner,
  randomMixtures,
  regressionLearner,
  sinusoids,
  verifyLearner,
} from '@mixtura/meta'
import { installSecondOrderGradients, listBackends, useBackend, verifySecondOrderGradients, type BackendName } from '@mixtura/tensor'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'

export interface DerivativeRow {
  readonly backend: BackendName
  readonly quantity: string
  /** Difference from finite differences, relative to the largest entry. */
  readonly relativeError: number
}

/** Tolerance of every check: a larger error ends the benchmark. */
const tolerance = 1e-3
const columns: readonly TableColumn<DerivativeRow>[] = [
  { head: 'backend', width: 10, cell: ({ backend }) => backend },
  { head: 'quantity', width: 62, cell: ({ quantity }) => quantity },
  { head: 'error', width: 8, cell: ({ relativeError }) => relativeError.toExponential(1) },
]

/** Checks second-order derivatives of all operations, and meta-gradients of mixtures and networks, on every available backend. */
export async function checkDerivatives({ backend: inUse, quick }: ModelBenchmarkOptions): Promise<readonly DerivativeRow[]> {
  const rows: DerivativeRow[] = []
  const directions = quick ? 1 : 4
  console.log(tableLine(columns))
  for (const { name, available } of await listBackends({ softwareGpu: true })) {
    if (!available) continue
    await useBackend({ among: [name], softwareGpu: true })
    installSecondOrderGradients()
    const add = (subject: string, checks: readonly { readonly quantity: string; readonly relativeError: number }[]): void => {
      for (const { quantity, relativeError } of checks) {
        const row = { backend: name, quantity: `${subject}: ${quantity}`, relativeError }
        if (rows.some(known => known.backend === row.backend && known.quantity === row.quantity)) continue
        rows.push(row)
        console.log(tableLine(columns, row))
      }
    }
    const operations = await verifySecondOrderGradients(tolerance)
    const worst = operations.reduce((a, b) => (a.relativeError > b.relativeError ? a : b))
    add(`${operations.length} operations`, [{ quantity: `the worst, ${worst.operation}`, relativeError: worst.relativeError }])
    const family = randomMixtures({ components: 3, spread: 2, standardDeviation: 0.5, rows: 60 })
    for (const covarianceType of ['full', 'diag'] as const) {
      const learner = await mixtureLearner(family, { components: 3, covarianceType })
      for (const innerStep of ['gradient', 'em'] as const) {
        for (const innerSteps of [1, 3]) {
          add(`mixture, K = 3, ${covarianceType}`, await verifyLearner(learner, family.task(8), { innerStep, innerSteps, directions, tolerance }))
        }
      }
    }
    const regression = regressionLearner({ inputs: 1, widths: [6], activation: 'tanh' })
    add('regression', await verifyLearner(regression, sinusoids().task(2), { innerLearningRate: 0.05, directions, tolerance }))
    const samples = { data: Float64Array.from({ length: 60 }, (_, i) => Math.sin(i)), rows: 30, columns: 2 }
    const episodes = labelledEpisodes(samples, Int32Array.from({ length: 30 }, (_, i) => i % 3), { ways: 3, shots: 3, queries: 4 })
    const classification = classificationLearner({ inputs: 2, widths: [5], activation: 'tanh', classes: 3 })
    add('classification', await verifyLearner(classification, episodes.task(2), { directions, tolerance }))
  }
  await useBackend(inUse.name)
  return rows
}
