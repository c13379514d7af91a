import { fitNoiseMixture, noiseFitDefaults, NoiseMixture, type NoiseFitOptions, type NoiseFitProgress } from '@mixtura/core'
import { z } from 'zod'
import { firstRefusal, refused, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { numberOption } from '../options/optionFields.js'
import { factLines } from '../scripts/factLines.js'
import { literal } from '../scripts/literal.js'
import { differing } from './differing.js'
import { savedAsJson } from './savedAsJson.js'
import { everyStartCost } from './searchCost.js'
import {
  acceptsShape,
  coreCovarianceType,
  coreRegularization,
  coreSearchOptions,
  everyStartPhases,
  followSearch,
  likelihoodMetrics,
  regularizationOption,
  searchOptions,
  shapeOptions,
  startsOption,
} from './searchedFits.js'
import { likelihoodExpressions, likelihoodResults } from './searchResults.js'

/** Beyond it core cannot represent uniform noise in float64. */
const maxColumns = 60

const options = z.strictObject({
  ...shapeOptions,
  initialNoiseWeight: numberOption({ text: 'initialNoiseWeight', minimum: 0, above: true, maximum: 0.99, default: noiseFitDefaults.initialNoiseWeight }),
  ...searchOptions,
  ...startsOption(noiseFitDefaults.starts),
  ...regularizationOption,
})

type NoiseOptions = z.infer<typeof options>

/** A Gaussian mixture beside uniform noise, which takes the rows that lie near no component. */
export const noiseMixture = defineFamily<NoiseOptions, NoiseMixture>({
  kind: 'noise-mixture',
  version: 1,
  engine: 'core',
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'components'],
  phases: everyStartPhases,
  metrics: { ...likelihoodMetrics, noiseWeight: '' },
  accepts: (table, options) =>
    firstRefusal(
      requireComplete(table),
      table.columns > maxColumns && refused('tooManyColumns', { columns: table.columns, maximum: maxColumns }),
      acceptsShape(table, options),
    ),
  estimate: (table, options, device) => everyStartCost(table, { ...options, covarianceType: coreCovarianceType(options) }, device, { startPasses: 100, iterationPasses: 1.5, isShared: true }),

  async fit({ samples }, options, run) {
    const fit = await fitNoiseMixture(samples, {
      ...coreOptions(options),
      ...followSearch<NoiseFitProgress>(run, {
        maxIterations: options.maxIterations,
        metrics: ({ meanLogLikelihood, noiseWeight }) => ({ meanLogLikelihood, noiseWeight }),
        picture: ({ parameters }) => ({ kind: 'mixture', mixture: parameters }),
      }),
    })
    const { model } = fit
    const { gaussians, noiseWeight, parameterCount } = model
    const own = [{ name: 'noiseWeight', value: noiseWeight, unit: '' }]
    return { model, ...likelihoodResults(fit, { components: gaussians.components, parameterCount, rows: samples.rows, own }) }
  },

  abilities: model => ({
    predict: samples => model.predict(samples),
    responsibilities: samples => model.responsibilities(samples),
    logDensity: samples => model.logDensity(samples),
    anomalyScore: samples => model.noiseProbabilities(samples),
    components: () => model.gaussians,
  }),
  ...savedAsJson(NoiseMixture),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['fitNoiseMixture'] },
    lines: [
      `const { model, logLikelihoods, iterations, converged } = await fitNoiseMixture(samples, ${literal(coreOptions(options))})`,
      ...factLines({
        components: 'model.gaussians.components',
        noiseWeight: 'model.noiseWeight',
        ...likelihoodExpressions,
      }),
    ],
  }),
})

/** The options of fitNoiseMixture that differ from its defaults. */
function coreOptions(options: NoiseOptions): NoiseFitOptions {
  const { components, initialNoiseWeight } = options
  const asked = { covarianceType: coreCovarianceType(options), initialNoiseWeight, ...coreSearchOptions(options), regularization: coreRegularization(options) }
  return { components, ...differing(asked, noiseFitDefaults) }
}
