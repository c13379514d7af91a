import { imputeMixed, mixedFitDefaults, type MixedColumn, type MixedFitOptions } from '@mixtura/core'
import { z } from 'zod'
import { requireRows } from '../contract/acceptance.js'
import { defineFamily, type FitResults } from '../contract/defineFamily.js'
import { featuresOf, type Table } from '../contract/table.js'
import type { FitRun } from '../running/fitReporter.js'
import { axesAlongColumns } from '../options/axesAlongColumns.js'
import { choiceOption, numberOption, rangeOption } from '../options/optionFields.js'
import { factLines } from '../scripts/factLines.js'
import { literal } from '../scripts/literal.js'
import { differing } from './differing.js'
import { candidateMetrics, candidateTable, fitCandidates, hasFailed, isFitted, type CandidateRows, type FailedCandidate, type MixedCandidate } from './mixedCandidates.js'
import { profiled, savedProfiled, type ProfiledMixture } from './mixedProfiles.js'
import { componentNumbers } from './mixtureAbilities.js'
import { searchesCost } from './searchCost.js'
import { automaticStarts, coreRegularization, coreSearchOptions, maxComponents, namedStructures, numbersOf, regularizationOption, searchOptions, searchPhases } from './searchedFits.js'
import { endingFacts, likelihoodCurve, startTable } from './searchResults.js'

const options = z.strictObject({
  components: rangeOption({ text: 'componentRange', minimum: 1, maximum: maxComponents, default: { minimum: 1, maximum: 6 } }),
  criterion: choiceOption({ text: 'classCriterion', values: ['bic', 'aic', 'icl'], default: 'bic' }),
  covarianceType: choiceOption({ text: 'covarianceOfNumbers', values: namedStructures, default: mixedFitDefaults.covarianceType, remedies: axesAlongColumns }),
  ordinalModel: choiceOption({ text: 'ordinalModel', values: ['adjacent', 'categories'], default: 'adjacent' }),
  countDistribution: choiceOption({ text: 'countDistribution', values: ['poisson', 'negative-binomial'], default: 'poisson' }),
  pseudoCount: numberOption({ text: 'pseudoCount', unit: 'rows', minimum: 0, maximum: 1000, default: mixedFitDefaults.pseudoCount, advanced: true }),
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
})

type MixedOptions = z.infer<typeof options>

/** Cost of a pass over levels and counts, in passes over as many columns of numbers. Measured. */
const codedPasses = 3

/** A mixture over numbers, categories, ordered levels and counts, for each number of classes asked for; the best is kept. */
export const mixedMixture = defineFamily<MixedOptions, ProfiledMixture>({
  kind: 'mixed-mixture',
  version: 1,
  engine: 'core',
  takesRoles: true,
  takesThreads: true,
  scoresByDensity: true,
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'impute', 'sample', 'profiles'],
  phases: [...searchPhases, 'candidate'],
  metrics: candidateMetrics,
  accepts: (table, { components }) => requireRows(table, Math.max(components.minimum, 2)),
  estimate(table, options, device) {
    const { seconds, bytes } = searchesCost(table, numbersOf(options.components).map(components => ({ ...options, components })), device)
    return { seconds: seconds * (table.features ? codedPasses : 1), bytes }
  },

  fit: (table, options, run) => fitted(table.samples, columnsOf(table.samples.columns, table, options), options, run),

  readsMixedTable: true,
  async fitRemote(table, options, run) {
    const columns = columnsOf(table.source.columns, table, options)
    return fitted(await table.mixedTable!(columns), columns, options, run)
  },

  abilities: ({ mixture, profiles }) => ({
    predict: samples => mixture.predict(samples),
    responsibilities: samples => mixture.responsibilities(samples),
    logDensity: samples => mixture.logDensity(samples),
    impute: (samples, options) => imputeMixed(mixture, samples, options),
    sample: async (count, options) => mixture.sample(count, options),
    profiles: () => profiles,
  }),
  ...savedProfiled,

  script({ options, table }) {
    const { components: { minimum, maximum }, criterion } = options
    return {
      imports: { '@mixtura/core': ['fitMixedMixture'] },
      lines: [
        `const columns = ${literal(columnsOf(table.columns, table, options))} as const`,
        'const candidates = []',
        `for (let components = ${minimum}; components <= ${maximum}; components++) {`,
        `  const fit = await fitMixedMixture({ columns, samples }, ${literal({ components: '#', ...coreOptions(options) }, 2).replace("components: '#'", 'components')})`,
        `  candidates.push({ fit, ${criterion}: await fit.model.${criterion}(samples${criterion === 'icl' ? ", { assignment: 'hard' }" : ''}) })`,
        '}',
        `candidates.sort((one, other) => one.${criterion} - other.${criterion})`,
        'const { model, logLikelihoods, parameterCount, iterations, converged } = candidates[0].fit',
        ...factLines({
          components: 'model.components',
          parameterCount: 'parameterCount',
          meanLogLikelihood: 'logLikelihoods.at(-1)',
          bic: 'await model.bic(samples)',
          aic: 'await model.aic(samples)',
          icl: "await model.icl(samples, { assignment: 'hard' })",
          iterations: 'iterations',
          converged: 'converged',
        }),
      ],
    }
  },
})

async function fitted(rows: CandidateRows, columns: readonly MixedColumn[], options: MixedOptions, run: FitRun): Promise<{ readonly model: ProfiledMixture } & FitResults> {
  const { finished, stopped } = await fitCandidates(rows, { columns, numbers: numbersOf(options.components), options: coreOptions(options), maxIterations: options.maxIterations }, run)
  const failed = finished.filter(hasFailed)
  const ranked = finished.filter(isFitted).sort((one, other) => one[options.criterion] - other[options.criterion])
  if (ranked.length === 0) throw failed[0].error
  return { model: await profiled(ranked[0].model, rows, options), ...resultsOf(ranked, failed, stopped) }
}

/** The columns as core takes them. */
function columnsOf(count: number, table: Pick<Table, 'columnNames' | 'features'>, { ordinalModel, countDistribution }: MixedOptions): readonly MixedColumn[] {
  return featuresOf(count, table.features).map((feature, at): MixedColumn => {
    const shared = { name: table.columnNames?.[at] ?? `x${at + 1}` }
    const levels = feature.levels?.map(({ name }) => name) ?? []
    switch (feature.role) {
      case 'number':
        return { kind: 'number', ...shared }
      case 'count':
        return { kind: 'count', ...shared, ...(countDistribution !== 'poisson' && { distribution: countDistribution }) }
      case 'category':
      case 'binary':
        return { kind: feature.role, ...shared, levels }
      case 'ordinal':
        return { kind: 'ordinal', ...shared, levels, ...(ordinalModel !== 'adjacent' && { model: ordinalModel }) }
    }
  })
}

/** @param ranked the fitted candidates, the best first. */
function resultsOf(ranked: readonly MixedCandidate[], failed: readonly FailedCandidate[], stopped: boolean): FitResults {
  const { components, parameterCount, meanLogLikelihood, bic, aic, icl, classificationCertainty, residualDegreesOfFreedom, iterations, converged, collapsed, warnings, starts, logLikelihoods } = ranked[0]
  return {
    groups: componentNumbers(components),
    facts: [
      { name: 'components', value: components, unit: '' },
      { name: 'parameterCount', value: parameterCount, unit: '' },
      { name: 'meanLogLikelihood', value: meanLogLikelihood, unit: 'logDensityPerRow' },
      { name: 'bic', value: bic, unit: 'deviance' },
      { name: 'aic', value: aic, unit: 'deviance' },
      { name: 'icl', value: icl, unit: 'deviance' },
      { name: 'classificationCertainty', value: classificationCertainty, unit: '' },
      ...(residualDegreesOfFreedom === null ? [] : [{ name: 'residualDegreesOfFreedom', value: residualDegreesOfFreedom, unit: '' }]),
      { name: 'candidates', value: ranked.length + failed.length, unit: '' },
      ...endingFacts({ iterations, converged, collapsed, stopped }),
    ],
    curves: [likelihoodCurve(logLikelihoods)],
    tables: [
      candidateTable([...ranked, ...failed]),
      ...(warnings.length > 0 ? [{ name: 'warnings', columns: [{ name: 'warning', unit: '' }], rows: warnings.map(message => [message]) }] : []),
      { ...startTable([], 'meanLogLikelihood', () => NaN), rows: starts },
    ],
  }
}

/** The options of fitMixedMixture that differ from its defaults. */
function coreOptions(options: MixedOptions): Omit<MixedFitOptions, 'components'> {
  const { covarianceType, pseudoCount } = options
  return differing({ covarianceType, pseudoCount, ...coreSearchOptions(options), regularization: coreRegularization(options) }, mixedFitDefaults)
}
