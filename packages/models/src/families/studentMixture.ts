import { fitStudentMixture, StudentMixture, type MixtureParameters, type StudentFitOptions, type StudentFitProgress } from '@mixtura/core'
import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { z } from 'zod'
import { firstRefusal, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { choiceOption, numberOption } from '../options/optionFields.js'
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

const defaultStarts = 8

const options = z.strictObject({
  ...shapeOptions,
  tails: choiceOption({ text: 'tails', values: ['each', 'shared', 'given'], default: 'each' }),
  degreesOfFreedom: numberOption({ text: 'degreesOfFreedom', minimum: 0, above: true, maximum: 1000, default: 4, when: { option: 'tails', is: ['given'] } }),
  ...searchOptions,
  ...startsOption(defaultStarts),
  ...regularizationOption,
})

type StudentOptions = z.infer<typeof options>

/** A mixture of multivariate t distributions. Outliers hardly affect its centres and scales. */
export const studentMixture = defineFamily<StudentOptions, StudentMixture>({
  kind: 'student-mixture',
  version: 1,
  engine: 'core',
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'sample', 'components'],
  phases: everyStartPhases,
  metrics: likelihoodMetrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), acceptsShape(table, options)),
  estimate: (table, options, device) => everyStartCost(table, { ...options, covarianceType: coreCovarianceType(options) }, device, { startPasses: 400, iterationPasses: 10, isShared: false }),

  async fit({ samples }, options, run) {
    const fit = await fitStudentMixture(samples, {
      ...coreOptions(options),
      ...followSearch<StudentFitProgress>(run, {
        maxIterations: options.maxIterations,
        metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
        picture: ({ parameters }) => ({ kind: 'mixture', mixture: scaleMixture(parameters) }),
      }),
    })
    const { model, logLikelihoods, iterations, converged, stopped, starts } = fit
    return {
      model,
      groups: componentNumbers(model.components),
      facts: [
        { name: 'components', value: model.components, unit: '' },
        ...likelihoodFacts({ meanLogLikelihood: logLikelihoods.at(-1)!, parameterCount: model.parameterCount, rows: samples.rows }),
        { name: 'smallestDegreesOfFreedom', value: Math.min(...model.degreesOfFreedom), unit: '' },
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
    anomalyScore: async samples => (await model.logDensity(samples)).map(value => -value),
    sample: async (count, options) => model.sample(count, options),
    components: () => scaleMixture(model),
  }),
  save: model => writePlainRecord(model.toJSON() as unknown as { readonly [name: string]: PlainValue }),
  load: bytes => StudentMixture.fromJSON(readPlainRecord(bytes)),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['fitStudentMixture'] },
    lines: [
      `const { model, logLikelihoods, iterations, converged } = await fitStudentMixture(samples, ${literal(coreOptions(options))})`,
      'const facts = {',
      '  components: model.components,',
      '  parameterCount: model.parameterCount,',
      '  meanLogLikelihood: logLikelihoods.at(-1),',
      '  bic: await model.bic(samples),',
      '  aic: await model.aic(samples),',
      '  smallestDegreesOfFreedom: Math.min(...model.degreesOfFreedom),',
      '  iterations,',
      '  converged,',
      '}',
    ],
  }),
})

/** The scales as the covariances of Gaussians: the ellipses of the components. */
function scaleMixture({ covarianceType, components, columns, weights, means, scales }: StudentFitProgress['parameters']): MixtureParameters {
  return { covarianceType, components, columns, weights, means, covariances: scales }
}

/** The options of fitStudentMixture that differ from its defaults. */
function coreOptions(options: StudentOptions): StudentFitOptions {
  const { components, covarianceType, tails, degreesOfFreedom } = options
  return {
    components,
    ...(covarianceType !== 'full' && { covarianceType: coreCovarianceType(options) }),
    ...(tails !== 'each' && { degreesOfFreedom: tails === 'given' ? degreesOfFreedom : tails }),
    ...givenSearchOptions(options, defaultStarts),
    ...givenRegularization(options),
  }
}
