export { CheckpointMismatchError, InvalidCheckpointError, type CheckpointPart, type JsonRecord, type JsonValue } from '@mixtura/numerics'
export { MixturaError } from '@mixtura/core'
export { modelReaders } from './arguments/modelReaders.js'
export { requireRandom, requireTensor } from './arguments/requireTensor.js'
export type { Availability, AvailableBackend, BackendObstacle, LoadOptions, UnavailableBackend } from './backends/availability.js'
export { backendNames, type BackendName } from './backends/backendName.js'
export { backendReport, listBackends } from './backends/backendReport.js'
export { currentBackend } from './backends/currentBackend.js'
export { ensureBackend } from './backends/ensureBackend.js'
export { useBackend, type BackendInUse, type BackendPreference, type PassedOver } from './backends/useBackend.js'
export { BackendUnavailableError, NoBackendError, SecondOrderGradientError, UnknownBackendError } from './errors.js'
export { logSoftmax, softmaxCrossEntropy } from './gradients/logSoftmax.js'
export { areSecondOrderGradientsInstalled, installSecondOrderGradients } from './gradients/secondOrderGradients.js'
export { stopGradient } from './gradients/stopGradient.js'
export { verifySecondOrderGradients, type SecondOrderCheck } from './gradients/verifySecondOrderGradients.js'
export { augmentImages, moveImage, type AugmentationOptions, type ImageShape, type Movement } from './augmentation/augmentImages.js'
export type { Checkpoint, SavedArray, Stateful } from './checkpoint/checkpoint.js'
export { InvalidCheckpointNameError } from './checkpoint/checkpointErrors.js'
export { memoryCheckpointStore, type CheckpointStore } from './checkpoint/checkpointStore.js'
export { decodeCheckpoint, encodeCheckpoint } from './checkpoint/encodeCheckpoint.js'
export { folderCheckpointStore, NoFilesError } from './checkpoint/folderCheckpointStore.js'
export {
  DivergedModelError,
  InvalidModelFileError,
  readModelFile,
  requireModelArrays,
  requireModelField,
  writeModelFile,
  type ModelFile,
} from './checkpoint/modelFile.js'
export { requireSavedArrays } from './checkpoint/savedArrays.js'
export { SavedSettings, type SavedRange } from './checkpoint/savedSettings.js'
export { requireArrays, type NamedTensors, type NamedVariables } from './checkpoint/variableArrays.js'
export type { Batch, BatchFeed, FeedOptions } from './feeding/batchFeed.js'
export { batchesOf, type OpenFeedChunks } from './feeding/batchesOf.js'
export { copyAsFloat32, pixelScale, type FeedMatrix, type ValueScale } from './feeding/feedValues.js'
export { standardScale, varyingColumns, type ColumnScale } from './feeding/standardScale.js'
export { activate, activationNames, type Activation } from './networks/activation.js'
export { convolutionalDecoder, convolutionalEncoder, type ConvolutionalOptions } from './networks/convolutionalNetworks.js'
export { denseNetwork, mirrorOf, type DenseNetworkOptions } from './networks/denseNetwork.js'
export { glorotUniform } from './networks/glorotUniform.js'
export { createNetwork, type Network } from './networks/network.js'
export { loadParameters, saveParameters } from './networks/networkCheckpoint.js'
export { adam, type AdamOptions } from './optimizers/adam.js'
export { clipGradients } from './optimizers/clipGradients.js'
export { cosineDecay, rateAt, stepDecay, warmUp, type CosineDecayOptions, type LearningRate, type StepDecayOptions } from './optimizers/learningRate.js'
export type { GradientOptions, Objective, Optimizer } from './optimizers/optimizer.js'
export { sgd, type SgdOptions } from './optimizers/sgd.js'
export { mixtureOnDevice, type MixtureOnDevice } from './statistics/mixtureOnDevice.js'
export {
  tensorStatisticsSource,
  type TensorSourceOptions,
  type TensorStatisticsSource,
} from './statistics/tensorStatisticsSource.js'
export type { EarlyStopOptions } from './training/earlyStop.js'
export { followPhases, followReaders, type FollowOptions, type PhaseFollower, type PhaseProgress, type TrainingView } from './training/followPhases.js'
export { runTraining } from './training/runTraining.js'
export { trainingReaders } from './training/trainingReaders.js'
export { DeviceMemoryError, NonFiniteTrainingError, TensorLeakError } from './training/trainingErrors.js'
export type {
  CheckpointOptions,
  EpochRecord,
  StepContext,
  StepMetrics,
  StepRecord,
  TrainingEnd,
  TrainingPlan,
  TrainingProgram,
  TrainingRun,
} from './training/trainingPlan.js'
