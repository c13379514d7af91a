import { fitNoiseMixture, NoiseMixture, type NoiseFitOptions, type NoiseFitProgress } from '@mixtura/core'
import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { z } from 'zod'
import { firstRefusal, refused, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers } from './mixtureAbilities.js'
import { everyStartCost } from './searchCost.js'
import {
  acceptsShape,
  coreCovarianceType,
  everyStartPhases,
  followSearch,
  givenRegularization,
  givenSearchOptions,
  likelihoodCurve,
  likelihoodFacts,
  likelihoodMetrics,
  regularizationOption,
  searchOptions,
  shapeOptions,
  startsOption,
  startTable,
} from './searchedFits.js'

/** Beyond it core cannot represent uniform noise in float64. */
const maxColumns = 60

const defaultStarts = 8

const options = z.strictObject({
  ...shapeOptions,
  initialNoiseWeight: numberOption({ text: 'initialNoiseWeight', minimum: 0, above: true, maximum: 0.99, default: 0.05 }),
  ...searchOptions,
  ...startsOption(defaultStarts),
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
    const { model, logLikelihoods, iterations, converged, stopped, starts } = fit
    return {
      model,
      groups: componentNumbers(model.gaussians.components),
      facts: [
        { name: 'components', value: model.gaussians.components, unit: '' },
        { name: 'noiseWeight', value: model.noiseWeight, unit: '' },
        ...likelihoodFacts({ meanLogLikelihood: logLikelihoods.at(-1)!, parameterCount: model.parameterCount, rows: samples.rows }),
        { name: 'iterations', value: iterations, unit: '' },
        { name: 'converged', value: converged, unit: '' },
        { name: 'stopped', value: stopped, unit: '' },
      ],
      curves: [likelihoodCurve(logLikelihoods)],
      tables: [startTable(starts, 'meanLogLikelihood', record => record.meanLogLikelihood)],
    }
  },

  abilities: model => ({
    predict: samples => model.predict(samples),
    responsibilities: samples => model.responsibilities(samples),
    logDensity: samples => model.logDensity(samples),
    anomalyScore: samples => model.noiseProbabilities(samples),
    components: () => model.gaussians,
  }),
  save: model => writePlainRecord(model.toJSON() as unknown as { readonly [name: string]: PlainValue }),
  load: bytes => NoiseMixture.fromJSON(readPlainRecord(bytes)),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['fitNoiseMixture'] },
    lines: [
      `const { model, logLikelihoods, iterations, converged } = await fitNoiseMixture(samples, ${literal(coreOptions(options))})`,
      'const facts = {',
      '  components: model.gaussians.components,',
      '  noiseWeight: model.noiseWeight,',
      '  parameterCount: model.parameterCount,',
      '  meanLogLikelihood: logLikelihoods.at(-1),',
      '  bic: await model.bic(samples),',
      '  aic: await model.aic(samples),',
      '  iterations,',
      '  converged,',
      '}',
    ],
  }),
})

/** The options of fitNoiseMixture that differ from its defaults. */
function coreOptions(options: NoiseOptions): NoiseFitOptions {
  const { components, covarianceType, initialNoiseWeight } = options
  return {
    components,
    ...(covarianceType !== 'full' && { covarianceType: coreCovarianceType(options) }),
    ...(initialNoiseWeight !== 0.05 && { initialNoiseWeight }),
    ...givenSearchOptions(options, defaultStarts),
    ...givenRegularization(options),
  }
}
