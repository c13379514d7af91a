import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { DatasetId } from '../../contract/identifiers.js'
import type { RowCondition, RowFilter, RowQuery } from '../../contract/rows.js'
import { useDatasetsStore } from './datasets.js'

/** How a person looks at the rows of a dataset, and whether fits follow the filter. */
export interface RowLook extends RowQuery {
  /** Whether fits use the rows of the filter alone. */
  readonly appliesToFits: boolean
}

const plain: RowLook = { conditions: [], search: '', sort: null, appliesToFits: false }

/** The order and the filter of the rows of each dataset. */
export const useRowQueriesStore = defineStore('rowQueries', () => {
  const datasets = useDatasetsStore()
  const looks = shallowRef<ReadonlyMap<DatasetId, RowLook>>(new Map())

  const look = computed<RowLook>(() => {
    const { current } = datasets
    const chosen = (current && looks.value.get(current.id)) ?? plain
    // A column may be gone, or have another type, after the file is read again.
    const fits = ({ column, from, to }: RowCondition): boolean => {
      const type = current?.columns.find(({ name }) => name === column)?.type
      return type !== undefined && (from ?? to) === undefined ? true : typeof (from ?? to) === (type === 'number' ? 'number' : 'string') && (type === 'number' || type === 'date')
    }
    const isKnown = (column: string): boolean => current?.columns.some(({ name }) => name === column) ?? false
    return {
      ...chosen,
      conditions: chosen.conditions.filter(condition => isKnown(condition.column) && fits(condition)),
      sort: chosen.sort && isKnown(chosen.sort.column) ? chosen.sort : null,
    }
  })
  const isFiltered = computed(() => look.value.conditions.length > 0 || look.value.search !== '')
  /** The query of the rows on screen; undefined for all rows in their order. */
  const query = computed<RowQuery | undefined>(() => {
    const { conditions, search, sort } = look.value
    return isFiltered.value || sort ? { conditions: [...conditions], search, sort } : undefined
  })
  /** The filter of fits; undefined if they use all rows. */
  const fitFilter = computed<RowFilter | undefined>(() => {
    const { conditions, search, appliesToFits } = look.value
    return appliesToFits && isFiltered.value ? { conditions: [...conditions], search } : undefined
  })

  function change(changed: Partial<RowLook>): void {
    const id = datasets.currentId
    if (id !== null) looks.value = new Map(looks.value).set(id, { ...look.value, ...changed })
  }

  /** Sets the condition of a column, or removes it. */
  function setCondition(column: string, condition: Omit<RowCondition, 'column'> | null): void {
    const others = look.value.conditions.filter(other => other.column !== column)
    change({ conditions: condition === null ? others : [...others, { column, ...condition }] })
  }

  /** Sorts by a column: ascending, then descending, then in the order of the dataset again. */
  function turnSort(column: string): void {
    const { sort } = look.value
    change({ sort: sort?.column !== column ? { column, descending: false } : sort.descending ? null : { column, descending: true } })
  }

  const clear = (): void => change({ conditions: [], search: '', appliesToFits: false })

  function forget(dataset: DatasetId): void {
    const rest = new Map(looks.value)
    rest.delete(dataset)
    looks.value = rest
  }

  /** @returns what puts the present order and filter of a dataset back. */
  function keep(dataset: DatasetId): () => void {
    const kept = looks.value.get(dataset)
    return () => {
      if (kept) looks.value = new Map(looks.value).set(dataset, kept)
    }
  }

  /** Restores the filter of an earlier fit. After a fit of all rows, a filter on screen stays, but fits do not follow it. */
  function restore(dataset: DatasetId, where: RowFilter | undefined): void {
    const known = looks.value.get(dataset)
    if (where) looks.value = new Map(looks.value).set(dataset, { ...plain, ...where, appliesToFits: true })
    else if (known) looks.value = new Map(looks.value).set(dataset, { ...known, appliesToFits: false })
  }

  return { look, isFiltered, query, fitFilter, change, setCondition, turnSort, clear, forget, keep, restore }
})
