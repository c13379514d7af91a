import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { DatasetSummary } from '../../contract/dataset.js'
import type { Features } from '../../contract/features.js'
import type { DatasetId } from '../../contract/identifiers.js'
import { useDatasetsStore } from './datasets.js'
import { useHistoryStore } from './history.js'
import { useRowQueriesStore } from './rowQueries.js'
import { canEnter, initialChoice, missingCells, proposedScaling } from './featureChoice.js'
import type { FeatureChoice, MissingPolicy, Scaling } from './featureChoice.js'
import { chosenFrom, roleRequests, type ChosenRole, type ChosenRoles } from './roleChoice.js'

export type FeaturesBlocker = 'no-dataset' | 'no-columns' | 'missing-undecided' | 'missing-stop'

/** The columns of the dataset on screen that a fit uses, and how they are prepared. Each dataset keeps its own choice. */
export const useFeaturesStore = defineStore('features', () => {
  const datasets = useDatasetsStore()
  const history = useHistoryStore()
  const rowQueries = useRowQueriesStore()
  const choices = shallowRef<ReadonlyMap<DatasetId, FeatureChoice>>(new Map())

  const choice = computed<FeatureChoice | null>(() => {
    const dataset = datasets.current
    return dataset && (choices.value.get(dataset.id) ?? initialChoice(dataset))
  })
  /** The chosen columns, in the order of the dataset. A column is left out if its type no longer allows it. */
  const columns = computed(() =>
    (datasets.current?.columns ?? []).filter(column => canEnter(column) && choice.value?.columns.includes(column.name)))
  const proposal = computed(() => proposedScaling(columns.value, datasets.current?.images))
  const scaling = computed<Scaling>(() => choice.value?.scaling ?? proposal.value)
  const gaps = computed(() => missingCells(columns.value, datasets.current?.rows ?? 0))
  const missing = computed<MissingPolicy | null>(() => choice.value?.missing ?? null)

  const label = computed<string | null>(() => {
    const chosen = choice.value?.label ?? null
    return datasets.current?.columns.some(({ name }) => name === chosen) ? chosen : null
  })

  const blocker = computed<FeaturesBlocker | null>(() => {
    if (!datasets.current) return 'no-dataset'
    if (columns.value.length === 0) return 'no-columns'
    if (gaps.value.cells === 0) return null
    if (missing.value === null) return 'missing-undecided'
    return missing.value === 'error' ? 'missing-stop' : null
  })
  /** The features that a fit would use. Until the user has decided about missing cells, charts leave their rows out. */
  const features = computed<Features | null>(() =>
    datasets.current && columns.value.length > 0
      ? {
          dataset: datasets.current.id,
          columns: columns.value.map(({ name }) => name),
          scaling: scaling.value,
          missing: gaps.value.cells === 0 ? 'error' : missing.value === 'keep' ? 'keep' : 'omit-rows',
          label: null,
          ...(rowQueries.fitFilter && { where: rowQueries.fitFilter }),
        }
      : null)

  const roles = computed<ChosenRoles>(() => choice.value?.roles ?? {})
  /** The features of a family that takes columns of all kinds: all that have a role. Missing cells are integrated out unless their rows are left out. */
  const mixedFeatures = computed<Features | null>(() => {
    const dataset = datasets.current
    if (!dataset) return null
    const requests = roleRequests(dataset, roles.value)
    const used = dataset.columns.filter(({ name }) => name in requests)
    if (used.length === 0) return null
    const { cells } = missingCells(used, dataset.rows)
    return {
      dataset: dataset.id,
      columns: used.map(({ name }) => name),
      scaling: scaling.value,
      missing: cells === 0 ? 'error' : missing.value === 'omit-rows' ? 'omit-rows' : 'keep',
      label: null,
      roles: { ...requests },
      ...(rowQueries.fitFilter && { where: rowQueries.fitFilter }),
    }
  })

  function chooseRole(column: string, role: ChosenRole): void {
    choose({ roles: { ...roles.value, [column]: role } })
  }

  function put(dataset: DatasetId, chosen: FeatureChoice): void {
    choices.value = new Map(choices.value).set(dataset, chosen)
  }

  /** Changes the choice for the dataset on screen, which can be undone. */
  function choose(change: Partial<FeatureChoice>): void {
    const dataset = datasets.current
    const before = choice.value
    if (!dataset || !before) return
    const after = { ...before, ...change }
    put(dataset.id, after)
    const write = (chosen: FeatureChoice): Promise<boolean> => {
      put(dataset.id, chosen)
      return Promise.resolve(true)
    }
    history.record({ change: { kind: 'chooseFeatures', dataset }, undo: () => write(before), redo: () => write(after) })
  }

  /** Keeps the choice as it is, also if the dataset gets further columns, which would be proposed otherwise. */
  function hold(dataset: DatasetSummary): void {
    if (!choices.value.has(dataset.id)) put(dataset.id, initialChoice(dataset))
  }

  function use(names: readonly string[], used: boolean): void {
    const others = (choice.value?.columns ?? []).filter(name => !names.includes(name))
    choose({ columns: used ? [...others, ...names] : others })
  }

  /** Forgets the choice for a dataset that is closed (another may get its id) or whose columns have changed. */
  function forget(dataset: DatasetId): void {
    const rest = new Map(choices.value)
    rest.delete(dataset)
    choices.value = rest
    rowQueries.forget(dataset)
  }

  /** @returns what puts the present choice and filter of a dataset back. */
  function keep(dataset: DatasetId): () => void {
    const chosen = choices.value.get(dataset)
    const putLookBack = rowQueries.keep(dataset)
    return () => {
      if (chosen) put(dataset, chosen)
      putLookBack()
    }
  }

  /** Restores the choice from an earlier fit. `error` is not restored, because fits without missing cells have it too. */
  function restore({ dataset, columns: names, scaling: scaled, missing: policy, label: labelColumn, roles: given, where }: Features): void {
    rowQueries.restore(dataset, where)
    const summary = datasets.datasets.find(({ id }) => id === dataset)
    put(dataset, {
      columns: names,
      ...(given && summary && { roles: chosenFrom(summary, given) }),
      scaling: scaled,
      missing: policy === 'error' ? null : policy,
      label: labelColumn,
    })
  }

  /** Puts choices of an earlier window back. */
  function recall(earlier: Iterable<readonly [DatasetId, FeatureChoice]>): void {
    choices.value = new Map([...choices.value, ...earlier])
  }

  return { choices, recall, columns, roles, mixedFeatures, chooseRole, proposal, scaling, gaps, missing, label, blocker, features, choice, choose, hold, use, restore, forget, keep }
})
