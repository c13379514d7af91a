export { accumulateDiagonal, accumulateFull } from './accumulate'
export { coverRows } from './coverRows'
export { loadRows } from './loadRows'
export { packFactors } from './packFactors'
export { nearestCentres } from './nearestCentres'
export { normalizeResponsibilities } from './normalizeResponsibilities'
export {
  weightedLogDensitiesDiagonal, weightedLogDensitiesFull, weightedLogDensitiesShared,
} from './weightedLogDensities'

/** First byte that static data of the module leaves free. */
export function heapBase(): usize {
  return __heap_base
}
