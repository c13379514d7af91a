export {
  CheckpointMismatchError,
  ColumnRangeError,
  createRandom,
  DegenerateCovarianceError,
  finiteMatrix,
  InvalidCheckpointError,
  InvalidOptionError,
  matrix,
  MixturaError,
  NonFiniteValuesError,
  ShapeError,
  symmetricEigen,
  type Matrix,
  type Random,
  type SampleCell,
  type Samples,
  type SymmetricEigen,
} from '@mixtura/numerics'
export type { NestedNumbers } from '@mixtura/numerics/validation'
export type { PriorOptions } from './bayesian/completePrior.js'
export type { ConjugatePriorOptions } from './em/conjugatePrior.js'
export {
  fitBayesianGaussianMixture,
  type BayesianGaussianMixtureFit,
  type BayesianStartRecord,
} from './bayesian/fitBayesianGaussianMixture.js'
export { bayesianFitDefaults, type BayesianFitOptions, type BayesianFitProgress } from './bayesian/bayesianFitOptions.js'
export type { MixturePosterior, NormalWishartPrior, WeightPosterior, WeightPrior } from './bayesian/posterior.js'
export type { BayesianCovarianceType } from './bayesian/precisionFamily.js'
export type { MixtureClassifierJson } from './classifier/classifierJson.js'
export type { ClassifierMethod, ClassifierParameters } from './classifier/classifierParameters.js'
export {
  crossValidatedClassification,
  type ClassificationCrossValidation,
  type ClassificationCrossValidationOptions,
} from './classifier/crossValidatedClassification.js'
export { classifierDefaults, type ClassifierCandidate, type ClassifierOptions, type ClassifierProgress } from './classifier/classifierOptions.js'
export { fitMixtureClassifier, type ClassifierFit } from './classifier/fitMixtureClassifier.js'
export { InvalidClassifierError } from './classifier/invalidClassifierError.js'
export { MixtureClassifier } from './classifier/mixtureClassifier.js'
export { SingularClassError } from './classifier/singularClassError.js'
export { kMeans, type KMeansFit, type KMeansOptions } from './clustering/kMeans.js'
export type {
  CovarianceType,
  FactorCovariance,
  NamedCovarianceType,
  ParsimoniousType,
} from './covariance/covarianceStructure.js'
export { covarianceTypes } from './covariance/structures.js'
export { ConstantColumnError, DependentColumnsError, EmptyComponentError, FarSampleError, InvalidModelError, NonFiniteLikelihoodError, TooFewRowsError } from './errors.js'
export type { DrawProgress, FollowOptions, RunProgress, StartProgress } from './fit/searchFit.js'
export type { RunPhase } from './fit/searchStarts.js'
export {
  hierarchicalClustering,
  type HierarchicalClustering,
  type HierarchicalOptions,
  type HierarchicalTransform,
} from './hierarchy/hierarchicalClustering.js'
export { hierarchicalMixture, type MixtureHierarchy, type MixtureLevel } from './hierarchy/hierarchicalMixture.js'
export type { HierarchicalCriterion } from './hierarchy/mergeCriteria.js'
export type { KernelName } from './kernels/kernels.js'
export type { ScatterKind } from './kernels/workspace.js'
export { densityModes, type DensityModes } from './merging/densityModes.js'
export { mergeComponents, type MergingCriterion, type MergingOptions } from './merging/mergeComponents.js'
export { MergedMixture, type MergedMixtureJson } from './merging/mergedMixture.js'
export { MergingTree, type MergingStep } from './merging/mergingTree.js'
export { adjustedMutualInformation, type AdjustedMutualInformationOptions } from './metrics/adjustedMutualInformation.js'
export { adjustedRandIndex } from './metrics/adjustedRandIndex.js'
export { calinskiHarabasz } from './metrics/calinskiHarabasz.js'
export { clusteringAccuracy } from './metrics/clusteringAccuracy.js'
export { contingencyTable, type ContingencyTable } from './metrics/contingencyTable.js'
export { daviesBouldin } from './metrics/daviesBouldin.js'
export type { Label } from './metrics/encodeLabels.js'
export {
  homogeneityCompletenessV,
  type HomogeneityCompletenessV,
  type HomogeneityCompletenessVOptions,
} from './metrics/homogeneityCompletenessV.js'
export { linearAssignment } from './metrics/linearAssignment.js'
export { matchLabels } from './metrics/matchLabels.js'
export {
  normalizedMutualInformation,
  type NormalizedMutualInformationOptions,
} from './metrics/normalizedMutualInformation.js'
export { silhouette, type SilhouetteOptions } from './metrics/silhouette.js'
export { silhouetteSamples, type SilhouetteSamplesOptions } from './metrics/silhouetteSamples.js'
export { imputeMissing, type ImputeOptions } from './missing/imputeMissing.js'
export { fitGaussianMixture, type GaussianMixtureFit, type StartRecord } from './fit/fitGaussianMixture.js'
export { gaussianFitDefaults } from './fit/fitDefaults.js'
export type { FitOptions, FitProgress } from './fit/fitOptions.js'
export { sourceFaults, type SourceFaultsOptions } from './fit/sourceFaults.js'
export type { Frozen } from './em/frozen.js'
export {
  classProfiles,
  type ClassColumnProfile,
  type ClassProfileOptions,
  type ClassProfiles,
  type ColumnProfile,
  type ProfileEstimate,
} from './mixed/classProfiles.js'
export { classRegression, type ClassCoefficient, type ClassRegression, type ClassRegressionOptions } from './mixed/classRegression.js'
export { distalOutcomes, type DistalMean, type DistalOutcomeOptions, type DistalOutcomes } from './mixed/distalOutcomes.js'
export { fitMixedMixture, type MixedMixtureFit, type MixedStartRecord, type MixedTable } from './mixed/fitMixedMixture.js'
export type { MixedWarning } from './mixed/identifiability.js'
export { imputeMixed, predictColumn, type ColumnPrediction } from './mixed/imputeMixed.js'
export type {
  BinaryColumn,
  CategoryColumn,
  CountColumn,
  MixedColumn,
  MixedColumnDescription,
  MixedColumnKind,
  MixedFamilyName,
  NumberColumn,
  OrdinalColumn,
} from './mixed/mixedColumns.js'
export { mixedChunksSource, type MixedChunksOptions } from './mixed/mixedChunksSource.js'
export type { MixedTableSource } from './mixed/mixedData.js'
export { mixedFitDefaults, type MixedFitOptions, type MixedFitProgress, type MixedState } from './mixed/mixedFitOptions.js'
export type { MixedMixtureJson } from './mixed/mixedJson.js'
export { MixedMixture, type ColumnDistribution, type MixedCriterionOptions, type MixedScoreOptions } from './mixed/mixedMixture.js'
export type { MixedParameters } from './mixed/mixedParameters.js'
export { bootstrapMixedLikelihoodRatio, type MixedLikelihoodRatioOptions } from './mixed/mixedLikelihoodRatio.js'
export {
  selectMixedMixture,
  type MixedFinishedCandidate,
  type MixedSelection,
  type MixedSelectionCriterion,
  type MixedSelectionOptions,
  type MixedSelectionProgress,
} from './mixed/selectMixedMixture.js'
export { GaussianMixture } from './mixture/gaussianMixture.js'
export type { CriterionOptions, ScoreOptions, WeightedScoreOptions } from './mixture/gaussianMixture.js'
export type { InitialMixture } from './mixture/initialMixture.js'
export type { GaussianMixtureJson } from './mixture/mixtureJson.js'
export type { MixtureParameters } from './model/parameters.js'
export type { Regularization } from './em/regularization.js'
export type { DrawOptions } from './mixture/drawOptions.js'
export type { LabelledSamples } from './mixture/sampleMixture.js'
export { partialFit, startOnlineFit, type OnlineFit, type OnlineOptions } from './online/onlineFit.js'
export { projectionDirections, type Projection, type ProjectionOptions } from './projection/projectionDirections.js'
export { projectMixture } from './projection/projectMixture.js'
export { projectSamples } from './projection/projectSamples.js'
export { fitNoiseMixture, type NoiseMixtureFit, type NoiseStartRecord } from './robust/fitNoiseMixture.js'
export { noiseFitDefaults, type NoiseFitOptions, type NoiseFitProgress } from './robust/noiseFitOptions.js'
export { fitStudentMixture, type StudentMixtureFit, type StudentStartRecord } from './robust/fitStudentMixture.js'
export { studentFitDefaults, type StudentFitOptions, type StudentFitProgress } from './robust/studentFitOptions.js'
export { noiseLabel, NoiseMixture, type NoiseMixtureJson } from './robust/noiseMixture.js'
export type { StudentMixtureJson } from './robust/studentJson.js'
export { StudentMixture } from './robust/studentMixture.js'
export type { DegreesOfFreedomKind, StudentParameters } from './robust/studentParameters.js'
export { bootstrapLikelihoodRatio, type LikelihoodRatioOptions } from './selection/bootstrapLikelihoodRatio.js'
export type { LikelihoodRatioTest } from './selection/ratioTest.js'
export { crossValidatedLogLikelihood, type CrossValidation, type CrossValidationOptions } from './selection/crossValidatedLogLikelihood.js'
export { formatSelection, type FormatSelectionOptions } from './selection/formatSelection.js'
export {
  selectGaussianMixture,
  type CandidateProgress,
  type CandidateShape,
  type ComponentCounts,
  type ComponentRange,
  type FinishedCandidate,
  type Selection,
  type SelectionCriterion,
  type SelectionOptions,
  type SelectionProgress,
  type SelectionRow,
  type SelectionRunProgress,
} from './selection/selectGaussianMixture.js'
export { selectionDefaults } from './selection/selectionTypes.js'
export type { StartMethod } from './starts/prepareStarts.js'
export type { Assignment } from './starts/assignment.js'
export { chunksSource, type ChunksSourceOptions } from './statistics/chunksSource.js'
export type { KnownChunk, OpenChunks } from './statistics/countedChunks.js'
export { accumulateObserved, type ObservedPart } from './statistics/missingCellsSource.js'
export { passImage, type PassImageOptions } from './statistics/passImage.js'
export { noisyRowsSource } from './statistics/noisyRowsSource.js'
export type { RowKnowledge } from './statistics/rowKnowledge.js'
export { samplesSource } from './statistics/samplesSource.js'
export { decodeStatistics, encodeStatistics } from './statistics/statisticsFile.js'
export type { SamplesSourceOptions } from './statistics/samplesSource.js'
export type { StatisticsRequest, StatisticsSource } from './statistics/statisticsSource.js'
export type { DrawnRows } from './statistics/statisticsSource.js'
export { mergeStatistics, type SufficientStatistics } from './statistics/sufficientStatistics.js'
export { WorkerFailedError } from './threads/workerFailedError.js'
export {
  bootstrapUncertainty,
  type BootstrapKind,
  type BootstrapOptions,
  type BootstrapProgress,
  type BootstrapUncertainty,
  type FailedReplicate,
} from './uncertainty/bootstrapUncertainty.js'
export type { EstimateSpread } from './uncertainty/estimateSpread.js'
export { ReplicatesFailedError } from './uncertainty/replicatesFailedError.js'
export { anomalyThreshold } from './use/anomalyThreshold.js'
export { chiSquareProbability, chiSquareQuantile } from './use/chiSquare.js'
export { componentDivergences } from './use/componentDivergences.js'
export { conditionalMixture } from './use/conditionalMixture.js'
export type { Condition } from './mixture/conditionalParameters.js'
export { confidenceEllipse, type ConfidenceEllipse, type ConfidenceEllipseOptions } from './use/confidenceEllipse.js'
export { confidenceRadius } from './use/confidenceRadius.js'
export { cumulativeProbability } from './use/cumulativeProbability.js'
export { explainSamples, type SampleExplanations } from './use/explainSamples.js'
export { factorScores } from './use/factorScores.js'
export { FarComponentsError } from './model/farComponentsError.js'
export { gaussianKl } from './use/gaussianKl.js'
export { insideComponents } from './use/insideComponents.js'
export { insideRegion } from './use/insideRegion.js'
export { isAnomalous } from './use/isAnomalous.js'
export { klDivergence, type KlDivergenceOptions, type KlEstimate } from './use/klDivergence.js'
export { klUpperBound } from './use/klUpperBound.js'
export { klVariationalApproximation } from './use/klVariationalApproximation.js'
export { mahalanobisDistances } from './use/mahalanobisDistances.js'
export { marginalMixture } from './use/marginalMixture.js'
export { mergedGaussian } from './use/mergedGaussian.js'
export { quantile } from './use/quantile.js'
export { regionThreshold, type RegionOptions } from './use/regionThreshold.js'
export { regress, type RegressionPrediction, type RegressOptions } from './use/regress.js'
