import { fitGaussianMixture, GaussianMixture, gaussianFitDefaults, type FitOptions, type FitProgress, type GaussianMixtureFit, type StatisticsSource } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { z } from 'zod'
import { firstRefusal } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { choiceOption } from '../options/optionFields.js'
import { factLines } from '../scripts/factLines.js'
import type { FitRun } from '../running/fitReporter.js'
import { literal } from '../scripts/literal.js'
import { differing } from './differing.js'
import { mixtureAbilities, mixtureCapabilities } from './mixtureAbilities.js'
import { savedAsJson } from './savedAsJson.js'
import { searchCost } from './searchCost.js'
import {
  acceptsMissing,
  acceptsShape,
  automaticStarts,
  coreCovarianceType,
  coreRegularization,
  coreSearchOptions,
  followSearch,
  likelihoodMetrics,
  missingOption,
  regularizationOption,
  searchOptions,
  searchPhases,
  shapeOptions,
} from './searchedFits.js'
import { likelihoodResults } from './searchResults.js'

const options = z.strictObject({
  ...shapeOptions,
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
  weights: choiceOption({ text: 'weights', values: ['free', 'equal'], default: gaussianFitDefaults.weights, advanced: true }),
  ...missingOption,
})

type MixtureOptions = z.infer<typeof options>

/** A Gaussian mixture of K components by EM. */
export const mixture = defineFamily<MixtureOptions, GaussianMixture>({
  kind: 'mixture',
  version: 1,
  engine: 'core',
  scoresByDensity: true,
  takesThreads: true,
  options,
  capabilities: mixtureCapabilities,
  phases: searchPhases,
  metrics: likelihoodMetrics,
  accepts: (table, options) => firstRefusal(acceptsMissing(table, options), acceptsShape(table, options)),
  estimate: (table, options, device) => searchCost(table, { ...options, covarianceType: coreCovarianceType(options) }, device),

  async fit({ samples }, options, run) {
    const fit = await fitFollowed(samples, options, run)
    const { model, parameterCount } = fit
    const icl = await model.icl(samples, { missing: options.missing, parameterCount, assignment: 'hard' })
    const own = [{ name: 'icl', value: icl, unit: 'deviance' }]
    return { model, ...likelihoodResults(fit, { components: model.components, parameterCount, rows: samples.rows, own }) }
  },

  // The ICL needs the labels of the rows, which stay where they are.
  async fitRemote({ source }, options, run) {
    const fit = await fitFollowed(source, options, run)
    const { model, parameterCount } = fit
    return { model, ...likelihoodResults(fit, { components: model.components, parameterCount, rows: source.rows, own: [] }) }
  },

  abilities: (model, { options }) => mixtureAbilities(model, { missing: options.missing }),
  ...savedAsJson(GaussianMixture),

  script({ options }) {
    const { missing } = options
    const criterion = missing === 'error' ? '{ parameterCount }' : `{ parameterCount, missing: '${missing}' }`
    return {
      imports: { '@mixtura/core': ['fitGaussianMixture'] },
      lines: [
        `const fit = await fitGaussianMixture(samples, ${literal(coreOptions(options))})`,
        'const { model, parameterCount, iterations, converged } = fit',
        ...factLines({
          components: 'model.components',
          parameterCount: 'parameterCount',
          meanLogLikelihood: 'fit.logLikelihoods.at(-1)',
          bic: `await model.bic(samples, ${criterion})`,
          aic: `await model.aic(samples, ${criterion})`,
          iterations: 'iterations',
          converged: 'converged',
        }),
      ],
    }
  },
})

/** The fit of core, with its progress. A source keeps its threads and its missing cells to itself. */
function fitFollowed(data: Matrix | StatisticsSource, options: MixtureOptions, run: FitRun): Promise<GaussianMixtureFit> {
  const { maxIterations } = options
  const isRemote = 'accumulate' in data
  const { missing, ...shared } = coreOptions(options)
  const control = followSearch<FitProgress>(run, {
    maxIterations,
    metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
    picture: ({ parameters }) => ({ kind: 'mixture', mixture: parameters }),
  })
  if (isRemote) return fitGaussianMixture(data, { ...shared, ...control })
  return fitGaussianMixture(data, { ...shared, ...(missing && { missing }), ...(run.threads && { threads: run.threads }), ...control })
}

/** The options of fitGaussianMixture that differ from its defaults. */
function coreOptions(options: MixtureOptions): FitOptions {
  const { components, weights, missing } = options
  const asked = { covarianceType: coreCovarianceType(options), ...coreSearchOptions(options), regularization: coreRegularization(options), weights, missing }
  return { components, ...differing(asked, gaussianFitDefaults) }
}
