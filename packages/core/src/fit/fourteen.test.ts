import { describe, expect, it } from 'vitest'
import type { ParsimoniousType } from '../covariance/covarianceStructure.js'
import { parsimoniousTypes } from '../covariance/structures.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { readMclustFile } from '../testing/referenceFile.js'
import { aliases, scalableTypes, structureNames } from '../testing/structureNames.js'
import { fitGaussianMixture, type GaussianMixtureFit } from './fitGaussianMixture.js'

const lastOf = ({ logLikelihoods }: GaussianMixtureFit): number => logLikelihoods.at(-1)!

it.each(parsimoniousTypes)('%s has equal volumes if and only if its first letter is E', async covarianceType => {
  const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType })
  const volumes = [0, 1, 2].map(k => determinant(model.componentCovariance(k), 4) ** 0.25)
  const isEqual = Math.max(...volumes) / Math.min(...volumes) - 1 < 1e-9
  expect(isEqual).toBe(covarianceType.startsWith('E'))
})

describe.each(structureNames)('%s', covarianceType => {
  it.each(kernelNames)('never lowers the likelihood, accelerated or not, kernels %s', async kernels => {
    for (const acceleration of ['auto', 'none'] as const) {
      const { logLikelihoods } = await fitGaussianMixture(iris, {
        components: 4, covarianceType, kernels, acceleration,
        starts: 1, seed: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 80,
      })
      for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
    }
  })

  it('is equivariant under a common scale, and under a scale per column if the structure allows it', async () => {
    const options = { components: 2, covarianceType, acceleration: 'none' } as const
    const isClosed = scalableTypes.some(type => type === covarianceType)
    const scales = isClosed ? [[8, 8, 8, 8], [4, 1 / 16, 2, 1024]] : [[8, 8, 8, 8]]
    const plain = await fitGaussianMixture(iris, options)
    for (const scale of scales) {
      const scaled = { ...iris, data: Float64Array.from(iris.data, (value, at) => value * scale[at % 4]) }
      const fit = await fitGaussianMixture(scaled, options)
      const logDeterminant = scale.reduce((sum, value) => sum + Math.log(value), 0)
      expectClose([lastOf(fit)], [lastOf(plain) - logDeterminant], { relative: 1e-9, floor: 1 })
      expectClose(fit.model.means, plain.model.means.map((value, at) => value * scale[at % 4]), { relative: 1e-7 })
    }
  })
})

it.each(Object.entries(aliases))('%s is another name of %s', async (alias, covarianceType) => {
  for (const samples of [iris, oldFaithful]) {
    const named = await fitGaussianMixture(samples, { components: 3, covarianceType: alias as keyof typeof aliases })
    const lettered = await fitGaussianMixture(samples, { components: 3, covarianceType })
    expect(lettered.logLikelihoods).toEqual(named.logLikelihoods)
    expect({ ...lettered.model.toJSON(), covarianceType: alias }).toEqual(named.model.toJSON())
    expect(lettered.model.parameterCount).toBe(named.model.parameterCount)
  }
})

/** Comparison of the cells that both tables have: their number, and the numbers where ours is as good, or better. */
interface Tally {
  cells: number
  reached: number
  better: number
  readonly missed: string[]
}

/** BIC is 2 ln L - p ln N here, as in mclust: larger is better. */
async function compare(dataset: 'iris' | 'faithful', types: readonly ParsimoniousType[], largest: number): Promise<Tally> {
  const file = readMclustFile(`mclust-${dataset}.json`)!
  const samples = dataset === 'iris' ? iris : oldFaithful
  const tally: Tally = { cells: 0, reached: 0, better: 0, missed: [] }
  for (const covarianceType of types) {
    for (let components = 1; components <= largest; components++) {
      const theirs = file.bic[covarianceType][components - 1]
      if (theirs === null) continue
      const { model } = await fitGaussianMixture(samples, { components, covarianceType })
      const ours = -(await model.bic(samples))
      tally.cells++
      if (ours >= theirs - 0.05) tally.reached++
      else tally.missed.push(`${covarianceType} ${components}: ${ours.toFixed(2)} after ${theirs.toFixed(2)}`)
      if (ours > theirs + 0.05) tally.better++
    }
  }
  return tally
}

const reference = readMclustFile('mclust-iris.json')
const where = reference ? '' : ' (skipped: shared/reference is neither beside the repository nor under MIXTURA_SHARED)'
describe.skipIf(!reference).each(['iris', 'faithful'] as const)(`BIC on %s against mclust's defaults${where}`, dataset => {
  it('is as good in every cell of some structures', async () => {
    const { cells, reached, missed } = await compare(dataset, ['EEE', 'VVV', 'VEV'], 4)
    expect(missed).toEqual([])
    expect(reached).toBe(cells)
  })

  it('is as good in 95 of 100 cells of the whole table, and better in some [whole table]', { timeout: 180_000 }, async () => {
    const { cells, reached, better, missed } = await compare(dataset, parsimoniousTypes, 9)
    process.stdout.write(`mclust, ${dataset}: ${reached} of ${cells} cells reached, ${better} better; missed ${missed.join('; ') || 'none'}\n`)
    expect(cells).toBeGreaterThan(100)
    expect(reached / cells).toBeGreaterThanOrEqual(0.95)
    expect(better).toBeGreaterThan(10)
  })
})

/** Gaussian elimination with partial pivoting. */
function determinant(matrix: Float64Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => Array.from(matrix.subarray(i * size, (i + 1) * size)))
  let product = 1
  for (let column = 0; column < size; column++) {
    const pivot = rows.slice(column).reduce((best, row, i) => (Math.abs(row[column]) > Math.abs(rows[best][column]) ? i + column : best), column)
    if (pivot !== column) product = -product
    ;[rows[column], rows[pivot]] = [rows[pivot], rows[column]]
    product *= rows[column][column]
    for (const row of rows.slice(column + 1)) {
      const multiple = row[column] / rows[column][column]
      for (let j = column; j < size; j++) row[j] -= multiple * rows[column][j]
    }
  }
  return product
}
