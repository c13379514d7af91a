import { describe, expect, it } from 'vitest'
import { factorBlobs } from '../testing/factorBlobs.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { fitMixtureClassifier } from './fitMixtureClassifier.js'
import { MixtureClassifier } from './mixtureClassifier.js'

const wide = factorBlobs({ components: 3, columns: 30, factors: 2, spread: 0.7 }, { rows: 60, seed: 2 })

describe.each(['EDDA', 'MclustDA'] as const)('%s with factors', method => {
  it('separates classes of 20 rows in 30 columns, and is restored from JSON', async () => {
    const components = method === 'EDDA' ? {} : { components: { minimum: 1, maximum: 1 } }
    const { classifier, candidates } = await fitMixtureClassifier(wide.samples, wide.labels, { method, covarianceTypes: [{ factors: 1 }, { factors: 2 }], ...components })
    expect(candidates.every(({ error }) => error === null)).toBe(true)
    expect(classifier.mixtures[0].covarianceType).toEqual({ factors: 2 })
    expect(Array.from(await classifier.predict(wide.samples))).toEqual(Array.from(wide.labels))
    // Three classes with 30 means and 90 loadings and noise variances minus a rotation, and two priors.
    expect(classifier.parameterCount).toBe(3 * (30 + 89) + 2)
    const again = MixtureClassifier.fromJSON(JSON.parse(JSON.stringify(classifier)))
    expect(again.covarianceType).toEqual(method === 'EDDA' ? { factors: 2 } : null)
    expect(await again.posteriors(wide.samples)).toEqual(await classifier.posteriors(wide.samples))
  })
})

it('EDDA is QDA if there is one factor fewer than columns', async () => {
  const factors = await fitMixtureClassifier(iris, irisSpecies, { method: 'EDDA', covarianceTypes: [{ factors: 3 }], regularization: { absolute: 0 } })
  const full = await fitMixtureClassifier(iris, irisSpecies, { method: 'EDDA', covarianceTypes: ['full'], regularization: { absolute: 0 } })
  expect(factors.bic).toBeCloseTo(full.bic, 3)
})

it('names a class with too few rows for its factors', async () => {
  const { data } = wide.samples
  const few = { data: data.slice(0, 30 * 33), rows: 33, columns: 30 }
  const labels = Array.from({ length: 33 }, (_, row) => (row < 30 ? 'many' : 'few'))
  await expect(fitMixtureClassifier(few, labels, { method: 'EDDA', covarianceTypes: [{ factors: 4 }] })).rejects.toThrow(
    "class few has 3 rows in 30 columns, which leave its 'factors 4' covariance singular. Add rows to the class, allow a structure " +
      "that classes share, such as 'tied', or pass regularization: { absolute }.",
  )
})
