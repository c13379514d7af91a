export { kMeans, type KMeansFit, type KMeansOptions } from './clustering/kMeans.js'
export type { CovarianceType } from './covariance/covarianceStructure.js'
export { covarianceTypes } from './covariance/structures.js'
export {
  ConstantColumnError,
  DegenerateCovarianceError,
  DependentColumnsError,
  EmptyComponentError,
  InvalidModelError,
  InvalidOptionError,
  MixturaError,
  NonFiniteLikelihoodError,
  NonFiniteValuesError,
  ShapeError,
  TooFewRowsError,
} from './errors.js'
export type { KernelName } from './kernels/kernels.js'
export type { ScatterKind } from './kernels/workspace.js'
export { adjustedRandIndex } from './metrics/adjustedRandIndex.js'
export { clusteringAccuracy } from './metrics/clusteringAccuracy.js'
export { contingencyTable, type ContingencyTable } from './metrics/contingencyTable.js'
export type { Label } from './metrics/encodeLabels.js'
export { linearAssignment } from './metrics/linearAssignment.js'
export { matchLabels } from './metrics/matchLabels.js'
export {
  normalizedMutualInformation,
  type NormalizedMutualInformationOptions,
} from './metrics/normalizedMutualInformation.js'
export { silhouette, type SilhouetteOptions } from './metrics/silhouette.js'
export { silhouetteSamples, type SilhouetteSamplesOptions } from './metrics/silhouetteSamples.js'
export { matrix, type Matrix, type Samples } from './matrix/matrix.js'
export {
  fitGaussianMixture,
  type FitOptions,
  type FitProgress,
  type GaussianMixtureFit,
  type StartRecord,
} from './mixture/fitGaussianMixture.js'
export { GaussianMixture } from './mixture/gaussianMixture.js'
export type { InitialMixture, NestedNumbers } from './mixture/initialMixture.js'
export type { GaussianMixtureJson } from './mixture/mixtureJson.js'
export type { MixtureParameters } from './mixture/parameters.js'
export type { Regularization } from './mixture/regularization.js'
export type { LabelledSamples } from './mixture/sampleMixture.js'
export type { StartMethod } from './starts/createStart.js'
export { createRandom, type Random } from './random/random.js'
export {
  selectGaussianMixture,
  type Selection,
  type SelectionCriterion,
  type SelectionOptions,
  type SelectionProgress,
  type SelectionRow,
} from './selection/selectGaussianMixture.js'
export { samplesSource } from './statistics/samplesSource.js'
export type { StatisticsRequest, StatisticsSource } from './statistics/statisticsSource.js'
export { mergeStatistics, type SufficientStatistics } from './statistics/sufficientStatistics.js'
