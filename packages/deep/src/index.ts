export { MixturaError } from '@mixtura/core'
export {
  dagmmArrhythmia,
  dagmmKdd,
  dagmmThyroid,
  type AnomalyMethod,
  type AnomalyPhase,
  type DeepAnomalyOptions,
  type DeepAnomalySettings,
} from './anomalies/anomalyOptions.js'
export type { AlarmThreshold } from './anomalies/alarmThreshold.js'
export { DeepAnomalyDetector, type AlarmOptions, type FlagOptions } from './anomalies/deepAnomalyDetector.js'
export { fitDeepAnomalyDetector, type DeepAnomalyFit } from './anomalies/fitDeepAnomalyDetector.js'
export type { DiscriminatorHeadOptions, MixtureHeadOptions } from './gan/discriminatorHead.js'
export { fitGaussianMixtureGan, type GanOptions, type GanPhase, type GaussianMixtureGanFit } from './gan/fitGaussianMixtureGan.js'
export type { GanDesignOptions, GanEncoderOptions } from './gan/ganSettings.js'
export { GaussianMixtureGan, NoEncoderError, type GanLatent } from './gan/gaussianMixtureGan.js'
export type { LatentMixtureOptions } from './gan/latentMixture.js'
export { countsKlDivergence, modeCoverage, type ModeCoverage } from './gan/modeCoverage.js'
export { gridMixture, ringMixture, type GridOptions, type RingOptions } from './gan/modeSets.js'
export { clusterGanPreset, deliGanPreset, mdGanPreset, packGanPreset, plainGanPreset } from './gan/presets.js'
export type { GaussianMixtureConv2dOptions } from './layers/conv2dOptions.js'
export type { WindowSize } from './layers/gaussianTaps.js'
export { GaussianMixtureConv2d, gaussianMixtureConv2d } from './layers/gaussianMixtureConv2d.js'
export type { GaussianSharing } from './layers/mixtureFilters.js'
export {
  gaussianMixtureLoss,
  largeMarginLoss,
  type GaussianMixtureLoss,
  type GaussianMixtureLossOptions,
  type GaussianMixtureObjective,
} from './losses/gaussianMixtureLoss.js'
export { mixtureNegativeLogLikelihood, type ComponentDensities } from './losses/mixtureNegativeLogLikelihood.js'
export { learnableMixture, learnableMixtureFrom, type LearnableCovarianceType, type LearnableMixture, type LearnableMixtureOptions } from './mixtures/learnableMixture.js'
export { fitGaussianMixtureVae, type GaussianMixtureVaeFit } from './vae/fitGaussianMixtureVae.js'
export { GaussianMixtureVae, type LikelihoodOptions, type VaeDrawOptions } from './vae/gaussianMixtureVae.js'
export type { RowPosteriors } from './vae/encodeRows.js'
export type { ElboForm } from './vae/objective.js'
export { mixturePriorPreset, vadePreset } from './vae/presets.js'
export type { VaeLikelihood } from './vae/reconstruction.js'
export type { GaussianMixtureVaeOptions, PretrainingOptions, VaePhase } from './vae/vaeOptions.js'
export type { VaeModelSettings } from './vae/vaeModelSettings.js'
export type { OutputVariance } from './vae/variationalNetworks.js'
export type { Augmentation } from './autoencoder/augmentedBatches.js'
export { DeepClustering, type ClusteringDesign } from './clustering/deepClustering.js'
export {
  convolutionalPreset,
  decPreset,
  idecPreset,
  n2dPreset,
  type ClusteringPhase,
  type DeepClusteringOptions,
  type HeadKind,
} from './clustering/deepClusteringOptions.js'
export type { ClusteringJudgement, KeptPartition, PartitionCandidate, PartitionName } from './clustering/judgePartitions.js'
export type { ManifoldPartition, PartitionMethod, PartitionPhase } from './clustering/partitionRows.js'
export { fitDeepClustering, type DeepClusteringFit } from './clustering/fitDeepClustering.js'
export type { TargetKind } from './clustering/targets.js'
export { embedManifold, type ManifoldOptions, type ManifoldPhase } from './manifold/embedManifold.js'
export { InvalidModelFileError } from '@mixtura/tensor'
export type { GeneratedSamples } from './models/generatedSamples.js'
export {
  convolutionalDesign,
  decDesign,
  type ConvolutionalDesign,
  type DenseDesign,
  type NetworkDesign,
} from './networks/networkDesign.js'
export type { DeepSamples, SampleEncoding, SampleOptions, SampleScale } from './samples/prepareSamples.js'
export { fitImageSegmentation, type ImageSegmentationFit } from './segmentation/fitImageSegmentation.js'
export { ImageSegmentation, type ImageSegmentationParts, type SegmentedImages, type SegmentOptions } from './segmentation/imageSegmentation.js'
export type { PixelSpace } from './segmentation/pixelFeatures.js'
export type { Neighbours, PottsField } from './segmentation/pottsField.js'
export { segmentationDefaults, type ImageSegmentationOptions, type SegmentationPhase } from './segmentation/segmentationOptions.js'
export { lastLayerFromMixture, setLastLayer, type LastLayer, type LastLayerFeatures } from './initialization/lastLayer.js'
export { mixtureAugmentation, type AugmentedSamples, type MixtureAugmentationOptions } from './initialization/mixtureAugmentation.js'
export { quadraticFeatures } from './initialization/quadraticFeatures.js'
