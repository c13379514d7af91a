// One timed run of Mixtura in a process of its own, so that its peak memory is its own.
import { fitGaussianMixture, matrix } from '@mixtura/core'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { CovarianceType } from './cases.js'
import type { EmRequest, EmResult } from './emRun.js'

const request = JSON.parse(readFileSync(0, 'utf8')) as EmRequest
const { emCase, start, dataPath, iterations } = request
const { rows, columns, components, covarianceType } = emCase

const before = process.memoryUsage().rss
const data = new Float64Array(rows * columns)
const file = openSync(dataPath, 'r')
readSync(file, new Uint8Array(data.buffer))
closeSync(file)

const times: number[] = []
const fit = await fitGaussianMixture(matrix(data, rows, columns), {
  components,
  covarianceType,
  initialize: {
    weights: new Float64Array(components).fill(1 / components),
    means: start.means,
    precisions: startPrecisions(covarianceType),
  },
  regularization: { absolute: 1e-6 },
  tolerance: 0,
  maxIterations: iterations,
  onIteration: () => {
    times.push(performance.now())
  },
})
const result: EmResult = {
  millisecondsPerIteration: (times.at(-1)! - times[0]!) / iterations,
  meanLogLikelihood: fit.logLikelihoods.at(-1)!,
  peakBytes: process.resourceUsage().maxRSS * 1024 - before,
}
process.stdout.write(JSON.stringify(result))

function startPrecisions(type: CovarianceType): number[] | number[][] | number[][][] {
  const { precisions } = start
  const diagonal = precisions.map((precision, i) => precisions.map((_, j) => (i === j ? precision : 0)))
  const meanVariance = precisions.reduce((sum, precision) => sum + 1 / precision, 0) / precisions.length
  const each = <Value>(value: Value): Value[] => Array.from({ length: components }, () => value)
  switch (type) {
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
