import { GaussianMixture, gaussianFitDefaults, selectGaussianMixture, selectionDefaults, type Selection, type SelectionOptions, type SelectionRow } from '@mixtura/core'
import { z } from 'zod'
import { firstRefusal, requireRows } from '../contract/acceptance.js'
import { defineFamily, type FitResults } from '../contract/defineFamily.js'
import type { Fact, ResultTable } from '../contract/fittedModel.js'
import { choiceOption, choicesOption, countOption, rangeOption } from '../options/optionFields.js'
import type { FitRun } from '../running/fitReporter.js'
import { literal } from '../scripts/literal.js'
import { candidateTable, criteriaOf, criterionUnits } from './candidateTable.js'
import { differing } from './differing.js'
import { followCandidates } from './followCandidates.js'
import { componentNumbers, mixtureAbilities, mixtureCapabilities } from './mixtureAbilities.js'
import { savedAsJson } from './savedAsJson.js'
import { searchesCost } from './searchCost.js'
import {
  acceptsMissing,
  automaticStarts,
  coreRegularization,
  coreSearchOptions,
  maxComponents,
  missingOption,
  namedStructures,
  numbersOf,
  regularizationOption,
  searchOptions,
  searchPhases,
  structureName,
} from './searchedFits.js'
import { endingFacts, likelihoodCurve } from './searchResults.js'

const options = z.strictObject({
  components: rangeOption({ text: 'componentRange', minimum: 1, maximum: maxComponents, default: { minimum: 1, maximum: 9 } }),
  covarianceTypes: choicesOption({ text: 'covarianceTypes', values: namedStructures, default: ['full', 'tied', 'diag', 'spherical'] }),
  criterion: choiceOption({ text: 'criterion', values: ['bic', 'aic', 'icl', 'icl-soft', 'cross-validation'], default: selectionDefaults.criterion }),
  folds: countOption({ text: 'folds', minimum: 2, maximum: 100, default: selectionDefaults.folds, when: { option: 'criterion', is: ['cross-validation'] } }),
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
  ...missingOption,
})

type SelectionFamilyOptions = z.infer<typeof options>

/** Fits every number of components and every structure asked for, and keeps the best by a criterion. */
export const mixtureSelection = defineFamily<SelectionFamilyOptions, GaussianMixture>({
  kind: 'mixture-selection',
  version: 1,
  engine: 'core',
  scoresByDensity: true,
  options,
  capabilities: mixtureCapabilities,
  phases: [...searchPhases, 'candidate'],
  metrics: criterionUnits,
  accepts: (table, options) => firstRefusal(acceptsMissing(table, options), requireRows(table, Math.max(options.components.minimum, 2))),

  estimate(table, options, device) {
    const { components, covarianceTypes, criterion, folds } = options
    // Each fold of a cross-validation is fitted to the other rows.
    const fits = Array.from({ length: criterion === 'cross-validation' ? 1 + folds : 1 })
    const shapes = covarianceTypes.flatMap(covarianceType => numbersOf(components).flatMap(count => fits.map(() => ({ ...options, covarianceType, components: count }))))
    return searchesCost(table, shapes, device)
  },

  fit: async ({ samples }, options, run) => selectionResults(await selectGaussianMixture(samples, { ...coreOptions(options), ...follow(run, options) }), options),

  // What becomes of missing cells is the source's own business.
  async fitRemote({ source }, options, run) {
    const { missing: _missing, ...sourceOptions } = coreOptions(options)
    return selectionResults(await selectGaussianMixture(source, { ...sourceOptions, ...follow(run, options) }), options)
  },

  // The other criteria ask the model of every row again.
  fitsRemotely: ({ criterion }) => criterion === 'bic' || criterion === 'aic',

  abilities: (model, { options }) => mixtureAbilities(model, { missing: options.missing }),
  ...savedAsJson(GaussianMixture),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['formatSelection', 'selectGaussianMixture'] },
    lines: [
      `const selection = await selectGaussianMixture(samples, ${literal(coreOptions(options))})`,
      'console.error(formatSelection(selection))',
      'const [{ components, covarianceType, parameterCount, meanLogLikelihood, bic, aic, icl }] = selection.table',
      'const facts = { components, covarianceType, parameterCount, meanLogLikelihood, bic, aic, icl, candidates: selection.table.length }',
    ],
  }),
})

const follow = (run: FitRun, options: SelectionFamilyOptions): ReturnType<typeof followCandidates> =>
  followCandidates(run, { maxIterations: options.maxIterations, tableOf: rows => candidatesWithRefits(rows, options) })

function selectionResults({ best, table, stopped }: Selection, options: SelectionFamilyOptions): { readonly model: GaussianMixture } & FitResults {
  const { model, logLikelihoods } = best
  return {
    model,
    groups: componentNumbers(model.components),
    facts: [
      { name: 'components', value: model.components, unit: '' },
      { name: 'covarianceType', value: structureName(model.covarianceType), unit: '' },
      ...criteriaFacts(table[0]),
      { name: 'candidates', value: table.length, unit: '' },
      ...endingFacts({ ...best, stopped }),
    ],
    curves: [likelihoodCurve(logLikelihoods)],
    tables: [candidatesWithRefits(table, options)],
  }
}

function criteriaFacts(row: SelectionRow): readonly Fact[] {
  const facts = [['parameterCount', row.parameterCount] as const, ...criteriaOf(row)]
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value, unit: criterionUnits[name] ?? '' }]))
}


/** All candidates, the best first, each with its fit as a mixture. */
function candidatesWithRefits(table: readonly SelectionRow[], options: SelectionFamilyOptions): ResultTable {
  const { initialize, seed, tolerance, maxIterations, starts, regularization, missing } = options
  return {
    ...candidateTable(table),
    refits: table.map(row => {
      if (row.error) return null
      const covarianceType = structureName(row.covarianceType)
      return { kind: 'mixture', options: { components: row.components, covarianceType, initialize, seed, tolerance, maxIterations, starts, regularization, missing } }
    }),
  }
}

/** The options of selectGaussianMixture, without its defaults. */
function coreOptions(options: SelectionFamilyOptions): SelectionOptions {
  const { components, covarianceTypes, criterion, folds, missing } = options
  return {
    components,
    covarianceTypes,
    ...differing({ criterion, folds: criterion === 'cross-validation' ? folds : undefined }, selectionDefaults),
    ...differing({ ...coreSearchOptions(options), regularization: coreRegularization(options), missing }, gaussianFitDefaults),
  }
}
