export { MixturaError } from '@mixtura/core'
export {
  classificationLearner,
  episodeAccuracy,
  type ClassificationOptions,
} from './learners/classificationLearner.js'
export type { DenseDesign } from './learners/denseLayers.js'
export type { Predictor } from './learners/denseLearner.js'
export { functionLearner, type FunctionLearnerOptions } from './learners/functionLearner.js'
export type { InnerLoop, InnerStep } from './learners/innerLoop.js'
export type { Learner, LoadedSets, NamedArrays } from './learners/learner.js'
export { DivergedTaskError, InvalidLearnerError } from './learners/learnerErrors.js'
export type { Adaptable, MetaLearned } from './learners/metaLearned.js'
export type { MetaTrainingEnd, MetaTrainingOptions, MetaTrainingPhase } from './training/trainOnTasks.js'
export { regressionLearner, type RegressionOptions } from './learners/regressionLearner.js'
export { verifyLearner, type LearnerCheck, type VerifyLearnerOptions } from './learners/verifyLearner.js'
export type { MamlOrder } from './maml/metaGradient.js'
export { metaTrainMaml, type MamlOptions } from './maml/metaTrainMaml.js'
export { mixtureLearner, type MixtureLearner, type MixtureLearnerOptions } from './mixtures/mixtureLearner.js'
export type { StartCovarianceType } from './mixtures/mixtureArrays.js'
export { loadMetaLearned, loadMixtureStart, saveMetaLearned } from './models/metaLearnedFile.js'
export { InvalidModelFileError } from '@mixtura/tensor'
export { metaTrainReptile, type ReptileOptions } from './reptile/metaTrainReptile.js'
export { groupedTasks, type GroupedTaskOptions, type GroupedTasks } from './tasks/groupedTasks.js'
export { labelledEpisodes, type EpisodeOptions } from './tasks/labelledEpisodes.js'
export type { MixtureFamily, RowCount } from './tasks/mixtureFamily.js'
export { movedMixtures, type MovementOptions, type Skeleton } from './tasks/movedMixtures.js'
export { randomMixtures, type RandomMixtureOptions } from './tasks/randomMixtures.js'
export { sinusoids, type SinusoidOptions } from './tasks/sinusoids.js'
export { InvalidTaskError, TooFewTasksError, type TaskProblem } from './tasks/taskErrors.js'
export { taskSeed, type EpisodeSet, type MixtureSet, type RegressionSet, type Task, type TaskFamily } from './tasks/taskFamily.js'
export { trainAmortizedStart, type AmortizedOptions } from './amortized/trainAmortizedStart.js'
export type { AmortizedStart, ProposeOptions } from './amortized/amortizedStart.js'
export { loadAmortizedStart, saveAmortizedStart } from './amortized/amortizedFile.js'
export type { ProposalDesign } from './amortized/proposalNetwork.js'
export type { PrototypeCovarianceType } from './prototypes/classGaussians.js'
export {
  convolutionalEmbedding,
  denseEmbedding,
  type ConvolutionalEmbeddingOptions,
  type DenseEmbeddingOptions,
  type Embedding,
} from './prototypes/embedding.js'
export { metaTrainPrototypes, type PrototypeOptions } from './prototypes/metaTrainPrototypes.js'
export { loadPrototypes, savePrototypes } from './prototypes/prototypeFile.js'
export type { EpisodeClassifier, PrototypeStart } from './prototypes/prototypeStart.js'
export { DivergedStepError } from './training/divergedStepError.js'
