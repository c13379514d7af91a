import {
  gaussianFitDefaults, imputeMissing, mergeComponents, MergedMixture, selectGaussianMixture, selectionDefaults,
  type MergingTree, type Selection, type SelectionOptions,
} from '@mixtura/core'
import { z } from 'zod'
import { firstRefusal, refused, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily, type FitResults } from '../contract/defineFamily.js'
import type { ResultTable } from '../contract/fittedModel.js'
import { axesAlongColumns } from '../options/axesAlongColumns.js'
import { automaticCountOption, choiceOption, rangeOption, type Bounds } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { candidateTable, criterionUnits } from './candidateTable.js'
import { differing } from './differing.js'
import { followCandidates } from './followCandidates.js'
import { componentNumbers } from './mixtureAbilities.js'
import { savedAsJson } from './savedAsJson.js'
import { searchesCost } from './searchCost.js'
import {
  automaticStarts, coreRegularization, coreSearchOptions, maxComponents, namedStructures, numbersOf, regularizationOption, searchOptions, searchPhases,
} from './searchedFits.js'
import { endingFacts, likelihoodCurve, likelihoodFacts } from './searchResults.js'

const options = z.strictObject({
  clusters: automaticCountOption({ text: 'clusters', minimum: 1, maximum: maxComponents }),
  components: rangeOption({ text: 'componentRange', minimum: 1, maximum: maxComponents, default: { minimum: 1, maximum: 9 } }),
  covarianceType: choiceOption({ text: 'covarianceType', values: namedStructures, default: gaussianFitDefaults.covarianceType as (typeof namedStructures)[number], remedies: axesAlongColumns }),
  mergingCriterion: choiceOption({ text: 'mergingCriterion', values: ['entropy', 'bhattacharyya'], default: 'entropy' }),
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
})

type MergedOptions = z.infer<typeof options>

/** A Gaussian mixture whose number of components BIC chooses, and whose overlapping components are merged to clusters of any shape. */
export const mergedMixture = defineFamily<MergedOptions, MergedMixture>({
  kind: 'merged-mixture',
  version: 1,
  engine: 'core',
  scoresByDensity: true,
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'impute', 'sample', 'components'],
  phases: [...searchPhases, 'candidate', 'merging'],
  metrics: { ...criterionUnits, clusterEntropy: 'nats' },
  accepts: (table, options) =>
    firstRefusal(
      requireComplete(table),
      options.clusters !== 'automatic' && options.clusters > options.components.maximum && refused('moreClustersThanComponents', { clusters: options.clusters, components: options.components.maximum }),
      requireRows(table, Math.max(triedComponents(options).minimum, 2)),
    ),

  estimate: (table, options, device) => searchesCost(table, numbersOf(triedComponents(options)).map(components => ({ ...options, components })), device),

  async fit({ samples }, options, run) {
    const { best, table, stopped } = await selectGaussianMixture(samples, { ...coreOptions(options), ...followCandidates(run, { maxIterations: options.maxIterations, tableOf: candidateTable }) })
    const { model: mixture } = best
    await run.report({ phase: 'merging', step: 0, steps: 1 })
    const tree = await mergeComponents(mixture, samples, { criterion: options.mergingCriterion })
    const clusters = tree.clustersAt(options.clusters === 'automatic' ? (tree.suggestedClusters ?? mixture.components) : Math.min(options.clusters, mixture.components))
    return { model: new MergedMixture({ mixture, clusters }), ...mergedResults({ best, table, stopped, tree, clusters: clusters.length, rows: samples.rows }, options) }
  },

  abilities: model => ({
    predict: samples => model.predict(samples),
    responsibilities: samples => model.responsibilities(samples),
    logDensity: samples => model.logDensity(samples),
    impute: (samples, options) => imputeMissing(model.mixture, samples, options),
    sample: async (count, options) => model.sample(count, options),
    components: () => model.gaussians(),
  }),
  ...savedAsJson(MergedMixture),

  script: ({ options }) => ({
    imports: { '@mixtura/core': ['mergeComponents', 'MergedMixture', 'selectGaussianMixture'] },
    lines: [
      `const selection = await selectGaussianMixture(samples, ${literal(coreOptions(options))})`,
      'const { model: mixture, parameterCount, iterations, converged } = selection.best',
      `const tree = await mergeComponents(mixture, samples${options.mergingCriterion === 'entropy' ? '' : `, ${literal({ criterion: options.mergingCriterion })}`})`,
      `const clusters = tree.clustersAt(${options.clusters === 'automatic' ? 'tree.suggestedClusters ?? mixture.components' : `Math.min(${options.clusters}, mixture.components)`})`,
      'const model = new MergedMixture({ mixture, clusters })',
      'const [{ meanLogLikelihood, bic }] = selection.table',
      'const facts = { components: mixture.components, clusters: model.clusters.length, parameterCount, meanLogLikelihood, bic, iterations, converged }',
    ],
  }),
})

/** The numbers of components that are tried: no cluster is less than a component. */
function triedComponents({ components, clusters }: MergedOptions): Bounds {
  const { minimum, maximum } = components
  return { minimum: clusters === 'automatic' ? minimum : Math.min(Math.max(minimum, clusters), maximum), maximum }
}

function mergedResults(
  { best, table, stopped, tree, clusters, rows }: Pick<Selection, 'best' | 'table' | 'stopped'> & { readonly tree: MergingTree; readonly clusters: number; readonly rows: number },
  options: MergedOptions,
): FitResults {
  const { model, parameterCount, logLikelihoods } = best
  const { suggestedClusters } = tree
  return {
    groups: componentNumbers(clusters),
    facts: [
      { name: 'components', value: model.components, unit: '' },
      { name: 'clusters', value: clusters, unit: '' },
      ...(suggestedClusters === null ? [] : [{ name: 'suggestedClusters', value: suggestedClusters, unit: '' }]),
      ...likelihoodFacts({ meanLogLikelihood: logLikelihoods.at(-1)!, parameterCount, rows }),
      ...endingFacts({ ...best, stopped }),
    ],
    curves: [
      { name: 'clusterEntropy', unit: 'nats', step: 'cluster', steps: tree.entropies.map((_, at) => at + 1), values: tree.entropies },
      likelihoodCurve(logLikelihoods),
    ],
    tables: [mergesTable(tree, model.components, options), candidateTable(table)],
  }
}

/** The merges, from one cluster per component down to one, each with the fit that ends after it. */
function mergesTable({ steps }: MergingTree, components: number, options: MergedOptions): ResultTable {
  const named = (members: readonly number[]): string => members.map(component => component + 1).join(' + ')
  return {
    name: 'merges',
    columns: [
      { name: 'clusters', unit: '' },
      { name: 'firstCluster', unit: '' },
      { name: 'secondCluster', unit: '' },
      { name: 'entropyBefore', unit: 'nats' },
      { name: 'entropyAfter', unit: 'nats' },
      { name: 'bhattacharyyaDistance', unit: '' },
    ],
    rows: steps.map(({ clusters, first, second, entropyBefore, entropyAfter, bhattacharyyaDistance }) => [clusters, named(first), named(second), entropyBefore, entropyAfter, bhattacharyyaDistance]),
    refits: steps.map(({ clusters }) => ({ kind: 'merged-mixture', options: { ...options, clusters, components: { minimum: components, maximum: components } } })),
  }
}

/** The options of selectGaussianMixture, without its defaults. */
function coreOptions(options: MergedOptions): SelectionOptions {
  return {
    components: triedComponents(options),
    covarianceTypes: [options.covarianceType],
    ...differing({ criterion: 'bic' }, selectionDefaults),
    ...differing({ ...coreSearchOptions(options), regularization: coreRegularization(options) }, gaussianFitDefaults),
  }
}
