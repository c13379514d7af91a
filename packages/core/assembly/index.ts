export { accumulateDiagonal, accumulateFull } from './accumulate'
export { nearestCentres } from './nearestCentres'
export { normalizeResponsibilities } from './normalizeResponsibilities'
export { weightedLogDensitiesDiagonal, weightedLogDensitiesFull } from './weightedLogDensities'

/** First byte that static data of the module leaves free. */
export function heapBase(): usize {
  return __heap_base
}
