import type { Pruning } from './pruning.js'
import type { Workspace, WorkspaceShape } from './workspace.js'

/**
 * `reference` is readable TypeScript and defines the results. `wasm-simd` is its twin in AssemblyScript. `wasm-relaxed-simd` is
 * the same source, compiled for hosts that multiply and add in one instruction.
 */
export type KernelName = 'wasm-relaxed-simd' | 'wasm-simd' | 'reference'

export const kernelNames: readonly KernelName[] = ['wasm-relaxed-simd', 'wasm-simd', 'reference']

/**
 * The kernels of one workspace, for blocks of `count` samples. They allocate nothing, throw nothing and know no model.
 * Each docstring names the arrays of the workspace that a kernel reads -> writes; `workspace.ts` describes them.
 */
export interface Kernels {
  readonly name: KernelName
  readonly workspace: Workspace
  /** factors -> packedFactors. Call it once means, factors and logNormalizers are written. */
  loadModel(): void
  /**
   * samples, labels -> rowAtPosition, labelStarts, groupedSamples. Labels that name no component become 0; otherBounds of
   * such a row must bound the components other than 0.
   */
  loadRows(count: number): void
  /**
   * groupedSamples, labelStarts, rowAtPosition, otherBounds, drift, means, factors, packedFactors, logNormalizers, centre,
   * projectedMeans, loadings, regressions -> jointLogDensities, componentsInReach, maxLogDensities, outOfReachBounds.
   *
   * @param reach components that are certainly more than this below a sample's maximum may be skipped, nats; Infinity: none.
   *   Analysers are never skipped.
   */
  weightedLogDensities(count: number, reach: number): void
  /**
   * jointLogDensities, componentsInReach, maxLogDensities, outOfReachBounds, rowAtPosition, rowWeights -> responsibilities,
   * activeRows, logDensities, labels, otherBounds. Overwrites jointLogDensities.
   *
   * @returns the weighted sum of the log-densities, nats.
   */
  normalizeResponsibilities(count: number, pruning: Pruning): number
  /** samples, means, responsibilities, activeRows, directions -> added to counts, sums, scatters, projections. */
  accumulate(count: number): void
  /**
   * places, valueLogProbabilities -> added to jointLogDensities; and their maxima -> maxLogDensities. For rows that are not sorted by labels.
   * The bits are those of the reference.
   */
  addEvidence(count: number): void
  /** places, responsibilities -> added to valueCounts. The bits are those of the reference. */
  countValues(count: number): void
  /** groupedSamples, centres -> squaredDistances, secondSquaredDistances, labels; all by position. */
  nearestCentres(count: number): void
  /** samples, rowWeights, the first `centreCount` centres, masses -> coveredMasses; their sums are added to massSums. */
  coverRows(count: number, centreCount: number): void
  /** Undefined for the reference: what they compute is defined where it is used, and all but the steps of analysers have the same bits there. */
  readonly wide?: WideKernels | undefined
}

/**
 * Steps besides the passes, which take long for many columns if a host has yet to compile them. Definitions: statisticsOfLabels.ts, and
 * separatedGroups.ts for columns. The steps of analysers are defined in the room `covariance`; parity is relative 1e-9.
 */
export interface WideKernels {
  /** samples, labels, rowWeights -> counts, means: running means of the rows of each label. */
  averageLabelledRows(count: number): void
  /** samples, labels, rowWeights, means, directions -> added to diagonal scatters and to projections. */
  scatterLabelledRows(count: number): void
  /** samples -> (samples - means) / factors, of the first component. */
  standardizeRows(count: number): void
  /** table -> columnScatters, columnSteps, coreDeviations, columnTraits. */
  describeColumns(): void
  /**
   * Directions of the next pass over one analyser, as `searchDirections` of projectedFactors.ts: stepCovariance, and if there was a pass
   * before, earlierCovariance, earlierDirections and earlierProjections -> stepDirections.
   *
   * @param earlierCount number of directions of the pass before; 0 if there was none.
   * @returns the number of directions.
   */
  searchDirections(earlierCount: number): number
  /**
   * M-step of one analyser, as `projectedStep`: counts, sums, scatters about the new mean, noiseFloor, earlierDirections and
   * earlierProjections -> stepCovariance. Overwrites scatters and earlierProjections.
   *
   * @param width number of directions.
   * @returns how many noise variances are at most the smallest share of their column.
   */
  stepAnalyser(width: number): number
}

/** Opens the kernels of one implementation on a workspace of the given shape. */
export type OpenKernels = (shape: WorkspaceShape) => Promise<Kernels>
