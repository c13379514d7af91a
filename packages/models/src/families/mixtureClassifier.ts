import {
  classifierDefaults,
  fitMixtureClassifier,
  gaussianFitDefaults,
  GaussianMixture,
  imputeMissing,
  MixtureClassifier,
  type ClassifierCandidate,
  type ClassifierOptions,
  type FitProgress,
  type MixtureParameters,
} from '@mixtura/core'
import { z } from 'zod'
import { accepted, firstRefusal, refused, requireComplete, type Acceptance } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { ResultTable } from '../contract/fittedModel.js'
import type { Label, TableFacts } from '../contract/table.js'
import { choiceOption, choicesOption, rangeOption } from '../options/optionFields.js'
import type { FitRun } from '../running/fitReporter.js'
import { factLines } from '../scripts/factLines.js'
import { literal } from '../scripts/literal.js'
import { differing } from './differing.js'
import { savedAsJson } from './savedAsJson.js'
import { searchesCost } from './searchCost.js'
import {
  automaticStarts,
  coreRegularization,
  coreSearchOptions,
  likelihoodMetrics,
  namedStructures,
  numbersOf,
  regularizationOption,
  reportSearch,
  resumedBy,
  searchOptions,
  searchPhases,
  structureName,
} from './searchedFits.js'

/** fitMixtureClassifier chooses the starting method itself. */
const { initialize: _initialize, ...usedSearchOptions } = searchOptions
const manyComponents = { option: 'method', is: ['MclustDA'] }

const options = z.strictObject({
  method: choiceOption({ text: 'classifierMethod', values: ['MclustDA', 'EDDA'], default: classifierDefaults.method }),
  components: rangeOption({ text: 'componentsPerClass', minimum: 1, maximum: 100, default: classifierDefaults.components, when: manyComponents }),
  covarianceTypes: choicesOption({ text: 'covarianceTypes', values: namedStructures, default: classifierDefaults.covarianceTypes.MclustDA }),
  priors: choiceOption({ text: 'classPriors', values: ['data', 'equal'], default: classifierDefaults.priors }),
  ...usedSearchOptions,
  ...automaticStarts,
  ...regularizationOption,
})

type ClassifierFamilyOptions = z.infer<typeof options>

/** Tells known classes apart by the densities of their rows. */
export const mixtureClassifier = defineFamily<ClassifierFamilyOptions, MixtureClassifier>({
  kind: 'mixture-classifier',
  version: 1,
  engine: 'core',
  usesLabels: true,
  scoresByDensity: true,
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'impute', 'sample', 'components'],
  phases: [...searchPhases, 'candidate'],
  // A candidate of MclustDA is fitted to the rows of one class, so its BIC in progress is not a deviance of the table.
  metrics: { ...likelihoodMetrics, bic: '' },
  accepts: (table, options) => firstRefusal(requireComplete(table), acceptsClasses(table, options)),

  estimate(table, { method, components, covarianceTypes, ...search }, device) {
    const classes = table.classes ?? []
    const counts = method === 'EDDA' ? [1] : numbersOf(components)
    // Each class is fitted alone. The estimate treats all classes as equally large.
    const ofClass = { ...table, rows: Math.ceil(table.rows / Math.max(1, classes.length)) }
    const shapes = classes.flatMap(() => covarianceTypes.flatMap(covarianceType => counts.map(count => ({ ...search, covarianceType, components: count }))))
    return searchesCost(ofClass, shapes, device)
  },

  async fit({ samples, labels }, options, run) {
    const given = labels! // `accepts` refuses a table without labels
    const classCount = new Set(given).size
    const fit = await fitMixtureClassifier(samples, given, { ...coreOptions(options, classCount), ...followClassifier(run, options) })
    const { classifier, logLikelihood, bic, candidates, stopped } = fit
    const predicted = await classifier.predict(samples)
    return {
      model: classifier,
      groups: classifier.classes,
      facts: [
        { name: 'classes', value: classifier.classes.length, unit: '' },
        { name: 'parameterCount', value: classifier.parameterCount, unit: '' },
        { name: 'meanLogLikelihood', value: logLikelihood / samples.rows, unit: 'logDensityPerRow' },
        { name: 'bic', value: bic, unit: 'deviance' },
        { name: 'trainingErrorRate', value: predicted.filter((label, row) => label !== given[row]).length / samples.rows, unit: '' },
        { name: 'stopped', value: stopped, unit: '' },
      ],
      curves: [],
      tables: [classCandidates(candidates, given)],
    }
  },

  abilities: model => ({
    async predict(samples) {
      const codes = new Map(model.classes.map((label, code) => [label, code]))
      return Int32Array.from(await model.predict(samples), label => codes.get(label)!)
    },
    responsibilities: samples => model.posteriors(samples),
    logDensity: samples => model.logDensity(samples),
    impute: (samples, options) => imputeMissing(GaussianMixture.fromParameters(joinedMixture(model)), samples, options),
    sample: async (count, options) => model.sample(count, options),
    components: () => joinedMixture(model),
  }),
  ...savedAsJson(MixtureClassifier),

  script: ({ options, table }) => ({
    imports: { '@mixtura/core': ['fitMixtureClassifier'] },
    lines: [
      `const { classifier, logLikelihood, bic } = await fitMixtureClassifier(samples, labels, ${literal(coreOptions(options, table.classes?.length ?? 0))})`,
      'const predicted = await classifier.predict(samples)',
      ...factLines({
        classes: 'classifier.classes.length',
        parameterCount: 'classifier.parameterCount',
        meanLogLikelihood: 'logLikelihood / samples.rows',
        bic: 'bic',
        trainingErrorRate: 'predicted.filter((label, row) => label !== labels[row]).length / samples.rows',
      }),
    ],
  }),
})

function acceptsClasses({ classes, labelName }: TableFacts, { method, components }: ClassifierFamilyOptions): Acceptance {
  if (!classes) return refused('noLabels', { labelName })
  if (classes.length < 2) return refused('oneClass', { label: classes[0]?.label ?? '' })
  const required = Math.max(2, method === 'EDDA' ? 1 : components.minimum)
  const small = classes.find(({ rows }) => rows < required)
  return small ? refused('smallClass', { label: small.label, rows: small.rows, required }) : accepted
}

/** 'MclustDA' reports the running class, candidate and start. Each finished candidate is a step of the last phase. */
function followClassifier(run: FitRun, { maxIterations }: ClassifierFamilyOptions): Pick<ClassifierOptions, 'onProgress' | 'onCandidate' | 'signal' | 'resume'> {
  let ended = 0
  return {
    ...resumedBy(run),
    onProgress: state =>
      reportSearch<FitProgress>(run, state, {
        maxIterations,
        places: [
          { name: 'class', at: state.class + 1, of: state.classes },
          { name: 'candidate', at: state.candidate + 1, of: state.candidates },
        ],
        metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
        picture: ({ parameters }) => ({ kind: 'mixture', mixture: parameters }),
      }),
    onCandidate: ({ bic }) => run.report({ phase: 'candidate', step: ++ended, steps: null, ...(bic !== null && { metrics: { bic } }) }),
  }
}

/** All candidates, class by class: those of MclustDA are fitted to the rows of one class. */
function classCandidates(candidates: readonly ClassifierCandidate[], labels: readonly Label[]): ResultTable {
  const counts = new Map<Label, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return {
    name: 'candidates',
    columns: ['class', 'components', 'covarianceType', 'bic', 'chosen', 'error'].map(name => ({ name, unit: name === 'bic' ? 'deviance' : '' })),
    devianceRows: candidates.map(({ label }) => (label === null ? labels.length : counts.get(label)!)),
    rows: candidates.map(({ label, components, covarianceType, bic, chosen, error }) => [label, components, structureName(covarianceType), bic, chosen, error?.message ?? null]),
  }
}

/** Σ_c π_c p(x | c) as one mixture. Its components are those of the classes, class by class. */
function joinedMixture({ mixtures, priors, columns }: MixtureClassifier): MixtureParameters {
  const parts = mixtures.flatMap((mixture, c) => Array.from(mixture.weights, (weight, k) => ({ mixture, k, weight: priors[c] * weight })))
  const joined = (length: number, part: (mixture: GaussianMixture, k: number) => Float64Array): Float64Array => {
    const all = new Float64Array(parts.length * length)
    parts.forEach(({ mixture, k }, at) => all.set(part(mixture, k), at * length))
    return all
  }
  return {
    covarianceType: 'full',
    components: parts.length,
    columns,
    weights: Float64Array.from(parts, ({ weight }) => weight),
    means: joined(columns, (mixture, k) => mixture.componentMean(k)),
    covariances: joined(columns * columns, (mixture, k) => mixture.componentCovariance(k)),
  }
}

/** The options of fitMixtureClassifier that differ from its defaults. */
function coreOptions(options: ClassifierFamilyOptions, classes: number): ClassifierOptions {
  const { method, components, covarianceTypes, priors } = options
  return {
    ...differing({ method, components: method === 'MclustDA' ? components : undefined }, classifierDefaults),
    ...differing({ covarianceTypes }, { covarianceTypes: classifierDefaults.covarianceTypes[method] }),
    ...(priors === 'equal' && { priors: new Array<number>(classes).fill(1 / classes) }),
    ...differing({ ...coreSearchOptions(options), regularization: coreRegularization(options) }, gaussianFitDefaults),
  }
}
