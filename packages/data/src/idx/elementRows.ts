import { histogramBins, tukeyFences } from '@mixtura/numerics'
import type { DatasetColumn } from '../dataset.js'
import { checkConditions, sortIndex, type CheckedCondition } from '../rows/checkConditions.js'
import { mostTopValues, type ColumnProfile } from '../rows/columnProfile.js'
import type { RowFilter, RowQuery } from '../rows/rowQuery.js'
import type { ElementColumn } from './readElementFeatures.js'

interface QueriedElements {
  readonly columns: readonly DatasetColumn[]
  /** In the order of `columns`. */
  readonly elements: readonly ElementColumn[]
  readonly rows: number
}

const valueAt = ({ data, stride, offset }: ElementColumn, row: number): number => data[row * stride + offset]

/** The rows that fulfil a filter, ascending. @throws {UnknownColumnError} {RowConditionError} */
export function filterElements({ columns, elements, rows }: QueriedElements, filter: RowFilter): Uint32Array {
  const tests = checkConditions(columns, filter).map(condition => testOf(condition, elements[condition.index]))
  const wanted = filter.search?.toLowerCase() ?? ''
  if (wanted !== '') tests.push(row => elements.some(element => String(valueAt(element, row)).toLowerCase().includes(wanted)))
  return Uint32Array.from({ length: rows }, (_, row) => row).filter(row => tests.every(test => test(row)))
}

function testOf({ from, to, values }: CheckedCondition, element: ElementColumn): (row: number) => boolean {
  if (values !== null) {
    const texts = new Set(values.map(String))
    return row => texts.has(String(valueAt(element, row)))
  }
  const [low, high] = [Number(from ?? -Infinity), Number(to ?? Infinity)]
  return row => valueAt(element, row) >= low && valueAt(element, row) <= high
}

/** The rows of a query, in its order. @throws {UnknownColumnError} {RowConditionError} */
export function selectElements(queried: QueriedElements, query: RowQuery): Uint32Array {
  const rows = filterElements(queried, query)
  const index = sortIndex(queried.columns, query)
  if (index === null) return rows
  const element = queried.elements[index]
  const sign = query.sort?.descending ? -1 : 1
  return rows.sort((a, b) => {
    const [x, y] = [valueAt(element, a), valueAt(element, b)]
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
    return sign * (x - y || 0) || a - b
  })
}

/** The profiles of some columns. */
export function profileElements({ columns, elements, rows }: QueriedElements, chosen: readonly number[]): ColumnProfile[] {
  return chosen.map(index => {
    const { name, type, minimum, maximum } = columns[index]
    const values = Float64Array.from({ length: rows }, (_, row) => valueAt(elements[index], row))
    if (type !== 'number') return { name, quartiles: null, outliers: null, histogram: null, topValues: topValuesOf(values) }
    const finite = values.filter(Number.isFinite).sort()
    if (minimum === null || maximum === null || finite.length === 0) return { name, quartiles: null, outliers: null, histogram: null, topValues: null }
    const quartiles = [0.25, 0.5, 0.75].map(share => quantile(finite, share)) as [number, number, number]
    const fences = tukeyFences(quartiles)
    const bins = histogramBins(minimum, maximum, finite.every(Number.isInteger))
    return {
      name,
      quartiles,
      outliers: { below: finite.filter(value => value < fences.lowFence).length, above: finite.filter(value => value > fences.highFence).length, ...fences },
      histogram: bins && { from: bins.from, to: bins.to, counts: countBins(finite, bins) },
      topValues: null,
    }
  })
}

function countBins(values: Float64Array, { from, to, bins }: { readonly from: number; readonly to: number; readonly bins: number }): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[Math.min(Math.floor((value - from) * (bins / (to - from))), bins - 1)]++
  return counts
}

/** @param sorted ascending, not empty. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return low + (high - low) * (place - Math.floor(place))
}

function topValuesOf(values: Float64Array): { value: string; rows: number }[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, rows]) => ({ value: String(value), rows }))
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1)).slice(0, mostTopValues)
}
