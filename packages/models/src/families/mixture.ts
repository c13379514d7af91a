import { fitGaussianMixture, GaussianMixture, type FitOptions, type FitProgress } from '@mixtura/core'
import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { z } from 'zod'
import { firstRefusal } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { choiceOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers, mixtureAbilities } from './mixtureAbilities.js'
import { searchCost } from './searchCost.js'
import {
  acceptsMissing,
  acceptsShape,
  automaticStarts,
  coreCovarianceType,
  followSearch,
  givenRegularization,
  givenSearchOptions,
  likelihoodCurve,
  likelihoodFacts,
  likelihoodMetrics,
  missingOption,
  regularizationOption,
  searchOptions,
  searchPhases,
  shapeOptions,
  startTable,
} from './searchedFits.js'

const options = z.strictObject({
  ...shapeOptions,
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
  weights: choiceOption({ text: 'weights', values: ['free', 'equal'], default: 'free', advanced: true }),
  ...missingOption,
})

type MixtureOptions = z.infer<typeof options>

/** A Gaussian mixture of K components by EM. */
export const mixture = defineFamily<MixtureOptions, GaussianMixture>({
  kind: 'mixture',
  version: 1,
  engine: 'core',
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'sample', 'mixture', 'components'],
  phases: searchPhases,
  metrics: likelihoodMetrics,
  accepts: (table, options) => firstRefusal(acceptsMissing(table, options), acceptsShape(table, options)),
  estimate: (table, options, device) => searchCost(table, { ...options, covarianceType: coreCovarianceType(options) }, device),

  async fit({ samples }, options, run) {
    const { missing, maxIterations } = options
    const fit = await fitGaussianMixture(samples, {
      ...coreOptions(options),
      ...followSearch<FitProgress>(run, {
        maxIterations,
        metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
        picture: ({ parameters }) => ({ kind: 'mixture', mixture: parameters }),
      }),
    })
    const { model, parameterCount, logLikelihoods, iterations, converged, collapsed, stopped, starts } = fit
    return {
      model,
      groups: componentNumbers(model.components),
      facts: [
        { name: 'components', value: model.components, unit: '' },
        ...likelihoodFacts({ meanLogLikelihood: logLikelihoods.at(-1)!, parameterCount, rows: samples.rows }),
        { name: 'icl', value: await model.icl(samples, { missing, parameterCount, assignment: 'hard' }), unit: 'deviance' },
        { name: 'iterations', value: iterations, unit: '' },
        { name: 'converged', value: converged, unit: '' },
        { name: 'collapsed', value: collapsed, unit: '' },
        { name: 'stopped', value: stopped, unit: '' },
      ],
      curves: [likelihoodCurve(logLikelihoods)],
      tables: [startTable(starts, 'meanLogLikelihood', record => record.meanLogLikelihood)],
    }
  },

  abilities: (model, { options }) => mixtureAbilities(model, { missing: options.missing }),
  save: model => writePlainRecord(model.toJSON() as unknown as { readonly [name: string]: PlainValue }),
  load: bytes => GaussianMixture.fromJSON(readPlainRecord(bytes)),

  script({ options }) {
    const { missing } = options
    const criterion = missing === 'error' ? '{ parameterCount }' : `{ parameterCount, missing: '${missing}' }`
    return {
      imports: { '@mixtura/core': ['fitGaussianMixture'] },
      lines: [
        `const fit = await fitGaussianMixture(samples, ${literal(coreOptions(options))})`,
        'const { model, parameterCount, iterations, converged } = fit',
        'const facts = {',
        '  components: model.components,',
        '  parameterCount,',
        '  meanLogLikelihood: fit.logLikelihoods.at(-1),',
        `  bic: await model.bic(samples, ${criterion}),`,
        `  aic: await model.aic(samples, ${criterion}),`,
        '  iterations,',
        '  converged,',
        '}',
      ],
    }
  },
})

/** The options of fitGaussianMixture that differ from its defaults. */
function coreOptions(options: MixtureOptions): FitOptions {
  const { components, covarianceType, weights, missing } = options
  return {
    components,
    ...(covarianceType !== 'full' && { covarianceType: coreCovarianceType(options) }),
    ...givenSearchOptions(options, 'automatic'),
    ...givenRegularization(options),
    ...(weights !== 'free' && { weights }),
    ...(missing !== 'error' && { missing }),
  }
}
