import { createRandom, matrix, readPlainRecord, writePlainRecord } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { loadSteps } from '../covariance/structures.js'
import { createStart } from '../starts/prepareStarts.js'
import { completeSource } from '../statistics/completeSource.js'
import { iris } from '../testing/iris.js'
import { structureNames } from '../testing/structureNames.js'
import { runEm, type EmOptions, type EmRun } from './em.js'
import { mStep } from './mStep.js'
import { runReader } from './runReader.js'
import { savedRun } from './savedRun.js'

await loadSteps({ factors: 1 })

const wide = matrix(Float64Array.from({ length: 40 * 60 }, (_, at) => createRandom(at).normal() + (at % 7)), 40, 60)
const cases: readonly (readonly [string, CovarianceType, typeof iris])[] = [
  ...structureNames.map(name => [name, name, iris] as const),
  ['factors', { factors: 1 }, iris],
  ['factors of many columns', { factors: 2 }, wide],
]

describe.each(cases)('a saved run, %s', (_, covarianceType, samples) => {
  it('continues from any iteration to the same bits as an uninterrupted run', async () => {
    const { columns } = samples
    const source = await completeSource(samples, {})
    const regularization = new Float64Array(columns * columns)
    for (let i = 0; i < columns; i++) regularization[i * columns + i] = 1e-3
    const begin = await createStart({ samples }, createRandom(3), { method: 'random', components: 3, covarianceType, regularization })
    const options: EmOptions = {
      maximize: (statistics, previous) => mStep(statistics, { covarianceType, regularization, previous }),
      tolerance: 1e-8, maxIterations: 60, accelerate: true,
    }
    const snapshots: Uint8Array[] = []
    const whole = await runEm(source, begin, { ...options, onIteration: (_, snapshot) => void snapshots.push(writePlainRecord({ run: savedRun(snapshot()) })) })
    expect(snapshots.length).toBeGreaterThan(5)
    const endOf = ({ parameters, logLikelihoods, converged, iterations }: EmRun) => ({ parameters, logLikelihoods, converged, iterations })
    for (let at = 0; at < snapshots.length; at += 4) {
      const restored = runReader({ covarianceType, components: 3, columns })('run', readPlainRecord(snapshots[at])['run']) as EmRun
      const resumed = await runEm(source, restored, options)
      expect(endOf(resumed)).toEqual(endOf(whole))
    }
  })
})
