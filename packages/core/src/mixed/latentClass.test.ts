import { describe, expect, it } from 'vitest'
import { carcinoma, roleConflict, type PatternTable } from '../testing/latentClassTables.js'
import { readLatentClassSet, type LatentClassSet } from '../testing/referenceFile.js'
import { fitMixedMixture, type MixedMixtureFit, type MixedTable } from './fitMixedMixture.js'

/** Tight enough that what EM has left to gain does not show in the log-likelihood of all rows to 1e-6. */
const untilTheEnd = { tolerance: 1e-11, maxIterations: 10_000 } as const

describe('published latent class analyses', () => {
  const fit = ({ sampleWeights, ...table }: PatternTable, components: number): Promise<MixedMixtureFit> => fitMixedMixture(table, { components, sampleWeights, starts: 20, ...untilTheEnd })
  const rowsOf = ({ sampleWeights }: PatternTable): number => sampleWeights.reduce((sum, count) => sum + count, 0)

  it('carcinoma: three classes have the log-likelihood, BIC and AIC of poLCA', async () => {
    const { model, logLikelihoods, parameterCount } = await fit(carcinoma, 3)
    expect(logLikelihoods.at(-1)! * rowsOf(carcinoma)).toBeCloseTo(-293.705, 3)
    expect(parameterCount).toBe(23)
    expect(await model.bic(carcinoma.samples, { sampleWeights: carcinoma.sampleWeights })).toBeCloseTo(697.1357, 4)
    expect(await model.aic(carcinoma.samples, { sampleWeights: carcinoma.sampleWeights })).toBeCloseTo(633.41, 2)
    expect(Array.from(model.weights, weight => Number(weight.toFixed(4)))).toEqual([0.4447, 0.3736, 0.1817])
  })

  it('role conflict: two classes fit with the chi-square of Goodman, and four have too many parameters', async () => {
    const saturated = roleConflict.sampleWeights.reduce((sum, count) => sum + count * Math.log(count / rowsOf(roleConflict)), 0)
    const two = await fit(roleConflict, 2)
    expect(2 * (saturated - two.logLikelihoods.at(-1)! * rowsOf(roleConflict))).toBeCloseTo(2.72, 3)
    expect(two.degreesOfFreedom).toBe(6)
    expect(two.warnings).toEqual([])
    const four = await fit(roleConflict, 4)
    expect(four.degreesOfFreedom).toBe(-4)
    expect(four.warnings[0]).toEqual({ code: 'not-identified', message: '4 classes have 4 parameters more than the table can tell apart: other parameters describe it equally well. Lower components, or add columns.' })
  })

  it('carcinoma: boundary estimates are told', async () => {
    const { warnings } = await fit(carcinoma, 3)
    expect(warnings.map(({ message }) => message)).toContain("column 0 (\"A\"), class 0: the probability of '0' is 0.")
  })
})

describe.each(['carcinoma', 'values', 'gss82', 'cheating', 'election'])('reference data set %s', name => {
  const reference = readLatentClassSet(name)
  const tableOf = ({ columns, levels, samples }: LatentClassSet): MixedTable => ({ columns: columns.map((column, c) => ({ kind: 'category', name: column, levels: levels[c] })), samples })
  if (!reference) it.skip('skipped: shared/reference is neither beside the repository nor under MIXTURA_SHARED', () => undefined)
  it.each(reference?.fits ?? [])('has the log-likelihood to 1e-6 with $classes classes', async ({ classes, logLikelihood, parameters, bic, aic, weights }) => {
    const table = tableOf(reference!)
    const { model, logLikelihoods, parameterCount } = await fitMixedMixture(table, { components: classes, starts: 30, ...untilTheEnd })
    const rows = reference!.samples.length
    expect(Math.abs(logLikelihoods.at(-1)! * rows - logLikelihood)).toBeLessThan(1e-6)
    expect(parameterCount).toBe(parameters)
    expect(await model.bic(table.samples)).toBeCloseTo(bic, 5)
    expect(await model.aic(table.samples)).toBeCloseTo(aic, 5)
    // Three classes of four binary columns are not identified: other weights have the same likelihood.
    if (name !== 'values' || classes < 3) weights.forEach((weight, k) => expect(model.weights[k]).toBeCloseTo(weight, 4))
  })
})
