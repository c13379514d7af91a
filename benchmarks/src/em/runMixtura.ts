// One timed run of Mixtura in a separate process, so that its peak memory can be measured.
import { fitGaussianMixture, matrix, type FitOptions } from '@mixtura/core'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { EmCase } from './cases.js'
import { threadCount as threads, type EmRequest, type EmResult, type IterationTask } from './emRun.js'

/** Largest number of bytes of one read. */
const readBytes = 2 ** 30
const warmUpRows = 20_000
/** As long as the peer fits. */
const warmUpMilliseconds = 2_000

const request = JSON.parse(readFileSync(0, 'utf8')) as EmRequest
const { emCase, dataPath, task } = request
const { rows, columns, components, covarianceType } = emCase

const before = process.memoryUsage().rss
const samples = matrix(readData(), rows, columns)
await warmUp()
const times: number[] = []
const begin = performance.now()
const fit = await fitGaussianMixture(
  samples,
  task.kind === 'convergence'
    ? { components, covarianceType, seed: task.seed, threads }
    : { ...iterationOptions(emCase, task), onIteration: () => void times.push(performance.now()) },
)
const end = performance.now()
const result: EmResult = {
  milliseconds: task.kind === 'convergence' ? end - begin : (times.at(-1)! - times[0]!) / task.iterations,
  meanLogLikelihood: fit.logLikelihoods.at(-1)!,
  peakBytes: process.resourceUsage().maxRSS * 1024 - before,
}
process.stdout.write(JSON.stringify(result))

/** Fits before the timed one, so that code is compiled and threads have started. The peer does the same. */
async function warmUp(): Promise<void> {
  if (task.kind === 'iterations') {
    await fitGaussianMixture(samples, iterationOptions(emCase, task))
    return
  }
  const few = matrix(samples.data.slice(0, warmUpRows * columns), Math.min(rows, warmUpRows), columns)
  const end = performance.now() + warmUpMilliseconds
  do await fitGaussianMixture(few, { components, covarianceType, threads })
  while (performance.now() < end)
  await fitGaussianMixture(samples, { components, covarianceType, threads, starts: 1, maxIterations: 2 })
}

/** Reads into shared memory, which threads use without a copy. */
function readData(): Float64Array {
  const data = new Float64Array(new SharedArrayBuffer(rows * columns * Float64Array.BYTES_PER_ELEMENT))
  const bytes = new Uint8Array(data.buffer)
  const file = openSync(dataPath, 'r')
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, Math.min(readBytes, bytes.length - at), at)
  closeSync(file)
  return data
}

function iterationOptions(emCase: EmCase, { start, iterations }: IterationTask): FitOptions {
  return {
    components,
    covarianceType,
    initialize: {
      weights: new Float64Array(components).fill(1 / components),
      means: start.means,
      precisions: startPrecisions(emCase, start.precisions),
    },
    regularization: { absolute: 1e-6 },
    tolerance: 0,
    acceleration: 'none',
    maxIterations: iterations,
    threads,
  }
}

function startPrecisions({ covarianceType }: EmCase, precisions: readonly number[]): number[] | number[][] | number[][][] {
  const diagonal = precisions.map((precision, i) => precisions.map((_, j) => (i === j ? precision : 0)))
  const meanVariance = precisions.reduce((sum, precision) => sum + 1 / precision, 0) / precisions.length
  const each = <Value>(value: Value): Value[] => Array.from({ length: components }, () => value)
  switch (covarianceType) {
    case 'full':
      return each(diagonal)
    case 'tied':
      return diagonal
    case 'diag':
      return each([...precisions])
    case 'spherical':
      return each(1 / meanVariance)
  }
}
