// The kernels of all structures but factor analysers. A kernel takes the struct Workspace alone: src/kernels/workspace.ts lists its fields.
export { accumulateDiagonal, accumulateFull } from './accumulate'
export { accumulateProjections } from './accumulateProjections'
export { addEvidence, countValues } from './codedColumns'
export { coverRows } from './coverRows'
export { describeColumns } from './describeColumns'
export { averageLabelledRows, scatterLabelledRows, standardizeRows } from './labelledRows'
export { loadRows } from './loadRows'
export { packFactors } from './packFactors'
export { nearestCentres } from './nearestCentres'
export { normalizeResponsibilities } from './normalizeResponsibilities'
export {
  weightedLogDensitiesDiagonal, weightedLogDensitiesFull, weightedLogDensitiesShared,
} from './weightedLogDensities'

/** The first byte behind the module's static data. */
export function heapBase(): usize {
  return __heap_base
}
