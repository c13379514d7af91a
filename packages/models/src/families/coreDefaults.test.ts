import { bayesianFitDefaults, classifierDefaults, gaussianFitDefaults, noiseFitDefaults, selectionDefaults, studentFitDefaults } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { modelFamily } from '../catalogue.js'
import { describeOptions } from '../options/describeOptions.js'
import { blobs } from '../testing/tables.js'

type Values = Readonly<Record<string, unknown>>

/** Core's defaults under the names of the options of the catalogue. */
function shown({ regularization, degreesOfFreedom, prior, covarianceTypes, ...defaults }: Values): Values {
  return {
    ...defaults,
    ...(regularization ? { regularization: (regularization as Values)['relative'] } : {}),
    ...(degreesOfFreedom ? { tails: degreesOfFreedom } : {}),
    ...(prior ? { weightPrior: (prior as Values)['weights'], meanPrecision: (prior as Values)['meanPrecision'] } : {}),
    ...(covarianceTypes && !Array.isArray(covarianceTypes) ? { covarianceTypes: (covarianceTypes as Values)['MclustDA'] } : {}),
  }
}

const cases: readonly (readonly [kind: string, defaults: Values, own: readonly string[]])[] = [
  ['mixture', gaussianFitDefaults, []],
  ['mixture-selection', { ...gaussianFitDefaults, ...selectionDefaults }, ['covarianceTypes']],
  ['bayesian-mixture', bayesianFitDefaults, []],
  ['student-mixture', studentFitDefaults, ['degreesOfFreedom']],
  ['noise-mixture', noiseFitDefaults, []],
  ['mixture-classifier', { ...gaussianFitDefaults, ...classifierDefaults }, []],
]

describe.each(cases)('%s', (kind, defaults, own) => {
  const described = describeOptions(modelFamily(kind).options)

  it('has the defaults of core', () => {
    const wanted = shown(defaults)
    const compared = described.filter(({ name }) => Object.hasOwn(wanted, name) && !own.includes(name))
    expect(compared.length).toBeGreaterThan(5)
    expect(Object.fromEntries(compared.map(option => [option.name, option.default]))).toEqual(Object.fromEntries(compared.map(({ name }) => [name, wanted[name]])))
  })

  it('leaves options with these defaults out of its script', async () => {
    const table = blobs({ rows: 60, columns: 2, groups: 2 })
    const labels = Array.from({ length: 60 }, (_, row) => row % 2)
    const components = described.find(({ name }) => name === 'components')!.kind === 'range' ? { minimum: 1, maximum: 2 } : 2
    const model = await modelFamily(kind).fit({ ...table, labels, labelName: 'label' }, { components })
    const call = model.script().match(/= await (?:fit|select)\w+\(samples, (?:labels, )?(\{[^}]*\}(?:[^}]*\})?)\)/)![1]
    const expected: Values = {
      'mixture-selection': "{ components: { minimum: 1, maximum: 2 }, covarianceTypes: ['full', 'tied', 'diag', 'spherical'] }",
      'mixture-classifier': '{ components: { minimum: 1, maximum: 2 } }',
    }
    expect(call).toBe(expected[kind] ?? '{ components: 2 }')
  })
})
