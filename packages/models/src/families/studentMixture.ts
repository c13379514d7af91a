import { fitStudentMixture, studentFitDefaults, StudentMixture, type MixtureParameters, type StudentFitOptions, type StudentFitProgress } from '@mixtura/core'
import { z } from 'zod'
import { firstRefusal, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import { choiceOption, numberOption } from '../options/optionFields.js'
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

const options = z.strictObject({
  ...shapeOptions,
  tails: choiceOption({ text: 'tails', values: ['each', 'shared', 'given'], default: studentFitDefaults.degreesOfFreedom }),
  degreesOfFreedom: numberOption({ text: 'degreesOfFreedom', minimum: 0, above: true, maximum: 1000, default: 4, when: { option: 'tails', is: ['given'] } }),
  ...searchOptions,
  ...startsOption(studentFitDefaults.starts),
  ...regularizationOption,
})

type StudentOptions = z.infer<typeof options>

/** A mixture of multivariate t distributions. Outliers hardly affect its centres and scales. */
export const studentMixture = defineFamily<StudentOptions, StudentMixture>({
  kind: 'student-mixture',
  version: 1,
  engine: 'core',
  scoresByDensity: true,
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
    const { model } = fit
    const { components, parameterCount, degreesOfFreedom } = model
    const own = [{ name: 'smallestDegreesOfFreedom', value: Math.min(...degreesOfFreedom), unit: '' }]
    return { model, ...likelihoodResults(fit, { components, parameterCount, rows: samples.rows, own }) }
  },

  abilities: model => ({
    predict: samples => model.predict(samples),
    responsibilities: samples => model.responsibilities(samples),
    logDensity: samples => model.logDensity(samples),
    sample: async (count, options) => model.sample(count, options),
    components: () => scaleMixture(model),
  }),
  ...savedAsJson(StudentMixture),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['fitStudentMixture'] },
    lines: [
      `const { model, logLikelihoods, iterations, converged } = await fitStudentMixture(samples, ${literal(coreOptions(options))})`,
      ...factLines({
        components: 'model.components',
        ...likelihoodExpressions,
        smallestDegreesOfFreedom: 'Math.min(...model.degreesOfFreedom)',
      }),
    ],
  }),
})

/** The scales as the covariances of Gaussians: the ellipses of the components. */
function scaleMixture({ covarianceType, components, columns, weights, means, scales }: StudentFitProgress['parameters']): MixtureParameters {
  return { covarianceType, components, columns, weights, means, covariances: scales }
}

/** The options of fitStudentMixture that differ from its defaults. */
function coreOptions(options: StudentOptions): StudentFitOptions {
  const { components, tails, degreesOfFreedom } = options
  const asked = {
    covarianceType: coreCovarianceType(options),
    degreesOfFreedom: tails === 'given' ? degreesOfFreedom : tails,
    ...coreSearchOptions(options),
    regularization: coreRegularization(options),
  }
  return { components, ...differing(asked, studentFitDefaults) }
}
