import { bayesianFitDefaults, fitBayesianGaussianMixture, GaussianMixture, type BayesianFitOptions, type BayesianFitProgress } from '@mixtura/core'
import { z } from 'zod'
import { firstRefusal, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { axesAlongColumns } from '../options/axesAlongColumns.js'
import { automaticNumberOption, choiceOption, countOption, numberOption } from '../options/optionFields.js'
import { factLines } from '../scripts/factLines.js'
import { literal } from '../scripts/literal.js'
import { differing } from './differing.js'
import { componentNumbers, mixtureAbilities, mixtureCapabilities } from './mixtureAbilities.js'
import { savedAsJson } from './savedAsJson.js'
import { everyStartCost } from './searchCost.js'
import {
  acceptsMissing,
  coreSearchOptions,
  everyStartPhases,
  followSearch,
  maxComponents,
  missingOption,
  searchOptions,
  startsOption,
} from './searchedFits.js'
import { endingFacts, likelihoodCurve, startTable } from './searchResults.js'

const options = z.strictObject({
  components: countOption({ text: 'maxComponents', minimum: 1, maximum: maxComponents, default: 10 }),
  covarianceType: choiceOption({ text: 'covarianceType', values: ['full', 'tied', 'diag', 'spherical'], default: bayesianFitDefaults.covarianceType, remedies: axesAlongColumns }),
  weightPrior: choiceOption({ text: 'weightPrior', values: ['dirichlet-process', 'dirichlet'], default: bayesianFitDefaults.prior.weights }),
  weightConcentration: automaticNumberOption({ text: 'weightConcentration', minimum: 0, above: true, maximum: 1e9 }),
  meanPrecision: numberOption({ text: 'meanPrecision', unit: 'rows', minimum: 0, above: true, maximum: 1e9, default: bayesianFitDefaults.prior.meanPrecision, advanced: true }),
  ...searchOptions,
  ...startsOption(bayesianFitDefaults.starts),
  ...missingOption,
})

type BayesianOptions = z.infer<typeof options>

/** A Gaussian mixture by variational Bayes. Components that the data do not support get almost no weight. */
export const bayesianMixture = defineFamily<BayesianOptions, GaussianMixture>({
  kind: 'bayesian-mixture',
  version: 1,
  engine: 'core',
  scoresByDensity: true,
  options,
  capabilities: mixtureCapabilities,
  phases: everyStartPhases,
  metrics: { bound: 'logDensityPerRow' },
  accepts: (table, options) => firstRefusal(acceptsMissing(table, options), requireRows(table, Math.max(options.components, 2))),
  estimate: (table, options, device) => everyStartCost(table, options, device, { startPasses: 110, iterationPasses: 1.2, isShared: true }),

  async fit({ samples }, options, run) {
    const fit = await fitBayesianGaussianMixture(samples, {
      ...coreOptions(options),
      ...followSearch<BayesianFitProgress>(run, {
        maxIterations: options.maxIterations,
        metrics: ({ bound }) => ({ bound }),
        picture: ({ expected }) => ({ kind: 'mixture', mixture: expected() }),
      }),
    })
    const { model, bounds, starts } = fit
    const { missing } = options
    return {
      model,
      groups: componentNumbers(model.components),
      facts: [
        { name: 'components', value: model.components, unit: '' },
        { name: 'usedComponents', value: usedComponents(model, samples.rows), unit: '' },
        { name: 'bound', value: bounds.at(-1)!, unit: 'logDensityPerRow' },
        { name: 'meanLogLikelihood', value: await model.meanLogLikelihood(samples, { missing }), unit: 'logDensityPerRow' },
        ...endingFacts(fit),
      ],
      curves: [likelihoodCurve(bounds, 'bound')],
      tables: [startTable(starts, 'bound', ({ bound }) => bound)],
    }
  },

  abilities: (model, { options }) => mixtureAbilities(model, { missing: options.missing }),
  ...savedAsJson(GaussianMixture),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['fitBayesianGaussianMixture'] },
    lines: [
      `const { model, bounds, iterations, converged } = await fitBayesianGaussianMixture(samples, ${literal(coreOptions(options))})`,
      ...factLines({
        components: 'model.components',
        bound: 'bounds.at(-1)',
        meanLogLikelihood: `await model.meanLogLikelihood(samples${options.missing === 'error' ? '' : ", { missing: 'marginalize' }"})`,
        iterations: 'iterations',
        converged: 'converged',
      }),
    ],
  }),
})

/** Components that are expected to have a row at least. */
function usedComponents({ weights }: GaussianMixture, rows: number): number {
  return weights.filter(weight => weight * rows >= 1).length
}

/** The options of fitBayesianGaussianMixture that differ from its defaults. */
function coreOptions(options: BayesianOptions): BayesianFitOptions {
  const { components, covarianceType, weightPrior, weightConcentration, meanPrecision, missing } = options
  const prior = differing(
    { weights: weightPrior, weightConcentration: weightConcentration === 'automatic' ? undefined : weightConcentration, meanPrecision },
    bayesianFitDefaults.prior,
  )
  return {
    components,
    ...(Object.keys(prior).length > 0 && { prior }),
    ...differing({ covarianceType, ...coreSearchOptions(options), missing }, bayesianFitDefaults),
  }
}
