import { createRandom, matrix, readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { loadSteps } from '../covariance/structures.js'
import { createStart } from '../starts/prepareStarts.js'
import { completeSource } from '../statistics/completeSource.js'
import { runEm, type EmOptions, type EmRun } from './em.js'
import { maxSteps } from './extrapolation.js'
import { mStep } from './mStep.js'
import { runReader } from './runReader.js'
import { savedRun } from './savedRun.js'

await loadSteps({ factors: 1 })

const [rows, columns] = [12, 100]
const covarianceType = { factors: 2 }
const random = createRandom(3)
const samples = matrix(Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns)
const regularization = new Float64Array(columns).fill(1e-6)

/** EM from the same start; noise without structure, in more columns than rows, makes it slow. */
async function run(options: Partial<EmOptions>): Promise<EmRun> {
  const source = await completeSource(samples, {})
  const begin = await createStart({ samples }, createRandom(3), { method: 'k-means++', components: 1, covarianceType, regularization })
  return runEm(source, begin, {
    maximize: (statistics, previous) => mStep(statistics, { covarianceType, regularization, previous }),
    tolerance: 1e-7, maxIterations: 1000, accelerate: true, floor: regularization, ...options,
  })
}

describe('extrapolation of factor analysers', () => {
  it('reaches the optimum of plain EM in fewer iterations, and never lowers the likelihood', async () => {
    const plain = await run({ accelerate: false })
    const extrapolated = await run({})
    expect([plain.converged, extrapolated.converged]).toEqual([true, true])
    expect(extrapolated.iterations).toBeLessThan(0.6 * plain.iterations)
    expect(extrapolated.logLikelihoods.at(-1)).toBeGreaterThan(plain.logLikelihoods.at(-1)! - 1e-7)
    const { logLikelihoods } = extrapolated
    // Sums of 12 log-densities of about 120 nats are accurate to 1e-12.
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-11)
  })

  it.each([1e-4, 9e-4, 0.01, 0.05])('ends where plain EM ends if regularisation adds %s of the variance', async share => {
    const floor = new Float64Array(columns).fill(share)
    const options = { floor, tolerance: 1e-9, maxIterations: 5000, maximize: (statistics: Parameters<EmOptions['maximize']>[0], previous: Parameters<EmOptions['maximize']>[1]) => mStep(statistics, { covarianceType, regularization: floor, previous }) }
    const [plain, extrapolated] = [await run({ ...options, accelerate: false }), await run(options)]
    expect([plain.converged, extrapolated.converged]).toEqual([true, true])
    // Near their ends both gain less than the tolerance a step, and what is left is a thousand times as much.
    expect(extrapolated.logLikelihoods.at(-1)).toBeGreaterThan(plain.logLikelihoods.at(-1)! - 1e-6)
  })

  it('begins only once EM is slow, and keeps the floor of the noise', async () => {
    const floor = new Float64Array(columns).fill(9e-4)
    const steps: number[] = []
    const { parameters } = await run({
      floor,
      maximize: (statistics, previous) => mStep(statistics, { covarianceType, regularization: floor, previous }),
      onIteration: (_, snapshot) => void steps.push(snapshot().progress.extrapolation!.steps.length),
    })
    expect(steps.slice(0, 25)).toEqual(new Array(25).fill(0))
    expect(Math.max(...steps)).toBeLessThanOrEqual(maxSteps)
    for (let at = 2; at < parameters.covariances.length; at += 3) expect(parameters.covariances[at]).toBeGreaterThanOrEqual(9e-4)
  })

  it('continues from a saved run to the same bits', async () => {
    const snapshots: Uint8Array[] = []
    const whole = await run({ onIteration: (_, snapshot) => void snapshots.push(writePlainRecord({ run: savedRun(snapshot()) })) })
    expect(whole.progress.extrapolation!.steps.length).toBeGreaterThan(1)
    const source = await completeSource(samples, {})
    const endOf = ({ parameters, logLikelihoods, converged, iterations }: EmRun) => ({ parameters, logLikelihoods, converged, iterations })
    expect(snapshots.length).toBeGreaterThan(25)
    for (let at = 20; at < snapshots.length; at += 5) {
      const restored = restoredRun(readPlainRecord(snapshots[at])['run'])
      const resumed = await runEm(source, restored, {
        maximize: (statistics, previous) => mStep(statistics, { covarianceType, regularization, previous }),
        tolerance: 1e-7, maxIterations: 1000, accelerate: true, floor: regularization,
      })
      expect(endOf(resumed)).toEqual(endOf(whole))
    }
  })

  it('refuses a saved run with wrong steps by name', async () => {
    const { extrapolation } = (await run({ maxIterations: 40 })).progress
    const saved = (wrong: object): PlainValue => {
      const record = savedRun(lastRun!) as { readonly progress: object }
      return { ...record, progress: { ...record.progress, extrapolation: { ...extrapolation, ...wrong } } } as unknown as PlainValue
    }
    const lastRun = await run({ maxIterations: 40 })
    expect(() => restoredRun(saved({ pause: 9 }))).toThrow('run.progress.extrapolation.pause')
    expect(() => restoredRun(saved({ steps: [{ from: new Float64Array(3), to: new Float64Array(3) }] }))).toThrow('run.progress.extrapolation.steps')
  })
})

const restoredRun = (value: unknown): EmRun => runReader({ covarianceType, components: 1, columns })('run', value as PlainValue) as EmRun
