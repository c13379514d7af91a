// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { CovarianceType, GaussianMixture, InitialMixture, MixturaError, MixtureParameters } from "@mixtura/core";
import { Matrix, MixturaError as MixturaError$1, Random, Samples } from "@mixtura/numerics";
import * as tf from "@tensorflow/tfjs-core";
import { CheckpointOptions, EarlyStopOptions, EpochRecord, FeedMatrix, FollowOptions, InvalidModelFileError, JsonRecord, LearningRate, NamedTensors, SavedArray, StepRecord, TrainingEnd, ValueScale } from "@mixtura/tensor";
interface Task<Set> {
    readonly support: Set;
    readonly query: Set;
    readonly seed: number;
}
interface TaskFamily<Set> {
    readonly name: string;
    task(seed: number): Task<Set>;
}
type MixtureSet = Matrix;
interface RegressionSet {
    readonly inputs: Matrix;
    readonly targets: Matrix;
}
interface EpisodeSet {
    readonly samples: Matrix;
    readonly labels: Int32Array;
    readonly classes: number;
}
declare function taskSeed(random: Random, split: "training" | "validation"): number;
interface TaskProblem {
    readonly expected: string;
    readonly actual: string;
}
declare class InvalidTaskError extends MixturaError$1 {
    readonly family: string;
    readonly seed: number;
    readonly part: "support" | "query";
    readonly name = "InvalidTaskError";
    readonly code = "invalid-task";
    readonly expected: string;
    readonly actual: string;
    constructor(family: string, seed: number, part: "support" | "query", { expected, actual }: TaskProblem);
}
declare class TooFewTasksError extends MixturaError$1 {
    readonly family: string;
    readonly required: number;
    readonly tasks: number;
    readonly name = "TooFewTasksError";
    readonly code = "too-few-tasks";
    constructor(family: string, required: number, tasks: number);
}
type NamedArrays = Readonly<Record<string, SavedArray>>;
interface Learner<Set, Model> {
    readonly kind: string;
    readonly settings: JsonRecord;
    readonly parameters: NamedArrays;
    problemOf(set: Set): TaskProblem | undefined;
    load(sets: readonly Set[]): LoadedSets;
    model(parameters: NamedArrays): Model;
    align?(parameters: NamedArrays, reference: NamedArrays): NamedArrays;
}
interface LoadedSets {
    readonly tensors: readonly tf.Tensor[];
    losses(parameters: NamedTensors): tf.Tensor;
    emStep?(parameters: NamedTensors): NamedTensors;
}
interface DenseDesign {
    readonly inputs: number;
    readonly widths?: readonly number[];
    readonly activation?: "relu" | "tanh";
    readonly seed?: number;
}
interface Predictor {
    predict(inputs: Matrix): Promise<Matrix>;
}
interface ClassificationOptions extends DenseDesign {
    readonly classes: number;
}
declare function classificationLearner(options: ClassificationOptions): Learner<EpisodeSet, Predictor>;
declare function episodeAccuracy(predictor: Predictor, episode: EpisodeSet): Promise<number>;
interface FunctionLearnerOptions<Set> {
    readonly kind: string;
    readonly parameters: NamedArrays;
    readonly load: (set: Set) => NamedTensors;
    readonly loss: (parameters: NamedTensors, set: NamedTensors) => tf.Scalar;
    readonly problemOf?: (set: Set) => TaskProblem | undefined;
    readonly settings?: JsonRecord;
}
declare function functionLearner<Set>(options: FunctionLearnerOptions<Set>): Learner<Set, NamedArrays>;
declare const innerStepNames: readonly [
    "gradient",
    "adam",
    "em"
];
type InnerStep = (typeof innerStepNames)[number];
interface InnerLoop {
    readonly innerStep: InnerStep;
    readonly innerSteps: number;
    readonly innerLearningRate: number;
    readonly innerClipNorm?: number | undefined;
}
declare class DivergedTaskError extends MixturaError$1 {
    readonly seed: number | undefined;
    readonly innerSteps: number;
    readonly loss: number;
    readonly step: number | undefined;
    readonly name = "DivergedTaskError";
    readonly code = "diverged-task";
    constructor(seed: number | undefined, innerSteps: number, loss: number, step: number | undefined);
}
declare class InvalidLearnerError extends MixturaError$1 {
    readonly learner: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "InvalidLearnerError";
    readonly code = "invalid-learner";
    constructor(learner: string, expected: string, actual: string, remedy: string);
}
declare const metaMethods: readonly [
    "maml",
    "reptile"
];
declare const metaOrders: readonly [
    "second",
    "first"
];
interface MetaLearnedDetails {
    readonly method: (typeof metaMethods)[number];
    readonly order: (typeof metaOrders)[number];
    readonly inner: InnerLoop;
    readonly history: readonly EpochRecord[];
}
interface MetaLearned<Set, Model> extends MetaLearnedDetails {
    readonly learner: Learner<Set, Model>;
    readonly start: Model;
    readonly parameters: NamedArrays;
    readonly rates: NamedArrays | undefined;
    adapt(task: Adaptable<Set>, steps?: number): Promise<Model>;
    queryLosses(tasks: readonly Task<Set>[], steps?: number): Promise<Float32Array>;
}
type Adaptable<Set> = Pick<Task<Set>, "support"> & Partial<Pick<Task<Set>, "seed">>;
type MetaTrainingPhase = "training";
interface MetaTrainingOptions extends FollowOptions<MetaTrainingPhase> {
    readonly epochs?: number;
    readonly stepsPerEpoch?: number;
    readonly metaBatch?: number;
    readonly validationTasks?: number;
    readonly seed?: number;
    readonly onStep?: (record: StepRecord) => void | "stop" | Promise<void | "stop">;
    readonly stopEarly?: EarlyStopOptions;
    readonly checkpoints?: CheckpointOptions;
}
interface MetaTrainingEnd {
    readonly end: TrainingEnd;
    readonly steps: number;
    readonly history: readonly EpochRecord[];
}
interface RegressionOptions extends DenseDesign {
    readonly outputs?: number;
}
declare function regressionLearner(options: RegressionOptions): Learner<RegressionSet, Predictor>;
interface LearnerCheck {
    readonly quantity: string;
    readonly relativeError: number;
}
interface VerifyLearnerOptions {
    readonly innerStep?: "gradient" | "em";
    readonly innerSteps?: number;
    readonly innerLearningRate?: number;
    readonly directions?: number;
    readonly tolerance?: number;
}
declare function verifyLearner<Set>(learner: Learner<Set, unknown>, task: Pick<Task<Set>, "support" | "query">, options?: VerifyLearnerOptions): Promise<readonly LearnerCheck[]>;
type MamlOrder = MetaLearnedDetails["order"];
interface MamlOptions extends MetaTrainingOptions {
    readonly order?: MamlOrder;
    readonly innerStep?: "gradient" | "em";
    readonly innerSteps?: number;
    readonly innerLearningRate?: number;
    readonly innerRates?: "fixed" | "learned";
    readonly innerClipNorm?: number;
    readonly metaLearningRate?: LearningRate;
    readonly metaClipNorm?: number;
}
declare function metaTrainMaml<Set, Model>(family: TaskFamily<Set>, learner: Learner<Set, Model>, options?: MamlOptions): Promise<MetaLearned<Set, Model> & MetaTrainingEnd>;
declare const startCovarianceTypes: readonly [
    "full",
    "diag"
];
type StartCovarianceType = (typeof startCovarianceTypes)[number];
interface MixtureLearnerOptions {
    readonly components: number;
    readonly covarianceType?: StartCovarianceType;
    readonly pooledTasks?: number;
    readonly seed?: number;
}
type MixtureLearner = Learner<MixtureSet, MixtureParameters>;
declare function mixtureLearner(family: TaskFamily<MixtureSet>, options: MixtureLearnerOptions): Promise<MixtureLearner>;
declare function saveMetaLearned<Set, Model>(learned: MetaLearned<Set, Model>): Uint8Array;
declare function loadMetaLearned<Set, Model>(learner: Learner<Set, Model>, bytes: Uint8Array): MetaLearned<Set, Model>;
declare function loadMixtureStart(bytes: Uint8Array): MetaLearned<MixtureSet, MixtureParameters>;
interface ReptileOptions extends MetaTrainingOptions {
    readonly innerStep?: InnerStep;
    readonly innerSteps?: number;
    readonly innerLearningRate?: number;
    readonly innerClipNorm?: number;
    readonly metaLearningRate?: LearningRate;
}
declare function metaTrainReptile<Set, Model>(family: TaskFamily<Set>, learner: Learner<Set, Model>, options?: ReptileOptions): Promise<MetaLearned<Set, Model> & MetaTrainingEnd>;
interface GroupedTaskOptions {
    readonly supportShare?: number;
    readonly validationShare?: number;
    readonly seed?: number;
}
interface GroupedTasks extends TaskFamily<MixtureSet> {
    readonly trainingGroups: readonly (string | number)[];
    readonly validationGroups: readonly (string | number)[];
}
declare function groupedTasks(samples: Samples, groups: ArrayLike<string | number>, options?: GroupedTaskOptions): GroupedTasks;
interface EpisodeOptions {
    readonly ways?: number;
    readonly shots?: number;
    readonly unlabelled?: number;
    readonly queries?: number;
    readonly scale?: ValueScale;
    readonly validationClasses?: readonly number[];
}
declare function labelledEpisodes(samples: FeedMatrix, labels: ArrayLike<number>, options?: EpisodeOptions): TaskFamily<EpisodeSet>;
interface MixtureFamily extends TaskFamily<MixtureSet> {
    readonly components: number;
    readonly columns: number;
    mixture(seed: number): MixtureParameters;
}
type RowCount = number | readonly [
    number,
    number
];
type Skeleton = InitialMixture & {
    readonly covarianceType: CovarianceType;
};
interface MovementOptions {
    readonly shift?: number;
    readonly rotation?: number;
    readonly scale?: readonly [
        number,
        number
    ];
    readonly rows?: RowCount;
}
declare function movedMixtures(skeleton: Skeleton, options?: MovementOptions): MixtureFamily;
interface RandomMixtureOptions {
    readonly components?: number;
    readonly columns?: number;
    readonly spread?: number;
    readonly standardDeviation?: number;
    readonly rows?: RowCount;
}
declare function randomMixtures(options?: RandomMixtureOptions): MixtureFamily;
interface SinusoidOptions {
    readonly support?: number;
    readonly query?: number;
    readonly amplitude?: readonly [
        number,
        number
    ];
    readonly phase?: readonly [
        number,
        number
    ];
    readonly inputs?: readonly [
        number,
        number
    ];
}
declare function sinusoids(options?: SinusoidOptions): TaskFamily<RegressionSet>;
interface ProposalDesign {
    readonly columns: number;
    readonly components: readonly [
        number,
        number
    ];
    readonly cells: number;
    readonly width: number;
    readonly heads: number;
    readonly blocks: number;
}
interface ProposeOptions {
    readonly components?: number;
    readonly covarianceType?: "diag" | "full";
    readonly views?: number;
}
interface AmortizedStart {
    readonly design: ProposalDesign;
    readonly parameters: NamedArrays;
    readonly history: readonly EpochRecord[];
    propose(samples: MixtureSet, options?: ProposeOptions): Promise<MixtureParameters>;
    proposeMany(sets: readonly MixtureSet[], options?: ProposeOptions): Promise<MixtureParameters[]>;
    adapt(task: Adaptable<MixtureSet>, steps?: number, options?: ProposeOptions): Promise<GaussianMixture>;
}
interface AmortizedOptions extends MetaTrainingOptions {
    readonly components: number | readonly [
        number,
        number
    ];
    readonly cells?: number;
    readonly width?: number;
    readonly heads?: number;
    readonly blocks?: number;
    readonly trainingRows?: number;
    readonly learningRate?: LearningRate;
    readonly clipNorm?: number;
}
declare function trainAmortizedStart(family: TaskFamily<MixtureSet>, options: AmortizedOptions): Promise<AmortizedStart & MetaTrainingEnd>;
declare function saveAmortizedStart(start: AmortizedStart): Uint8Array;
declare function loadAmortizedStart(bytes: Uint8Array): AmortizedStart;
declare const prototypeCovarianceTypes: readonly [
    "spherical",
    "diag",
    "full"
];
type PrototypeCovarianceType = (typeof prototypeCovarianceTypes)[number];
interface Embedding {
    readonly kind: string;
    readonly settings: JsonRecord;
    readonly inputs: number;
    readonly outputs: number;
    readonly parameters: NamedArrays;
    apply(parameters: NamedTensors, rows: tf.Tensor2D): tf.Tensor;
}
interface DenseEmbeddingOptions {
    readonly inputs: number;
    readonly widths?: readonly number[];
    readonly seed?: number;
}
declare function denseEmbedding(options: DenseEmbeddingOptions): Embedding;
interface ConvolutionalEmbeddingOptions {
    readonly height: number;
    readonly width: number;
    readonly channels?: number;
    readonly filters?: readonly number[];
    readonly window?: number;
    readonly widths?: readonly number[];
    readonly seed?: number;
}
declare function convolutionalEmbedding(options: ConvolutionalEmbeddingOptions): Embedding;
interface EpisodeShape {
    readonly columns: number;
    readonly classes: number;
    readonly prototypesPerClass: number;
}
interface PrototypeModel {
    readonly embedding: Embedding;
    readonly shape: EpisodeShape & {
        readonly covarianceType: PrototypeCovarianceType;
    };
    readonly refinementSteps: number;
}
interface PrototypeStart {
    readonly model: PrototypeModel;
    readonly parameters: NamedArrays;
    readonly temperature: number;
    readonly history: readonly EpochRecord[];
    embed(samples: Matrix): Promise<Matrix>;
    adapt(task: Adaptable<EpisodeSet>, steps?: number): Promise<EpisodeClassifier>;
    accuracies(tasks: readonly Task<EpisodeSet>[], steps?: number): Promise<Float32Array>;
}
interface EpisodeClassifier {
    readonly mixture: MixtureParameters;
    classify(samples: Matrix): Promise<{
        readonly labels: Int32Array;
        readonly logProbabilities: Matrix;
    }>;
}
interface PrototypeOptions extends MetaTrainingOptions {
    readonly embedding: Embedding;
    readonly covarianceType?: PrototypeCovarianceType;
    readonly temperature?: "learned" | number;
    readonly prototypesPerClass?: number;
    readonly refinementSteps?: number;
    readonly learningRate?: LearningRate;
    readonly clipNorm?: number;
}
declare function metaTrainPrototypes(family: TaskFamily<EpisodeSet>, options: PrototypeOptions): Promise<PrototypeStart & MetaTrainingEnd>;
declare function savePrototypes(start: PrototypeStart): Uint8Array;
declare function loadPrototypes(bytes: Uint8Array, embedding?: Embedding): PrototypeStart;
declare class DivergedStepError extends MixturaError$1 {
    readonly family: string;
    readonly seed: number;
    readonly loss: number;
    readonly step: number;
    readonly name = "DivergedStepError";
    readonly code = "diverged-step";
    constructor(family: string, seed: number, loss: number, step: number);
}
export { type Adaptable, type AmortizedOptions, type AmortizedStart, type ClassificationOptions, type ConvolutionalEmbeddingOptions, type DenseDesign, type DenseEmbeddingOptions, DivergedStepError, DivergedTaskError, type Embedding, type EpisodeClassifier, type EpisodeOptions, type EpisodeSet, type FunctionLearnerOptions, type GroupedTaskOptions, type GroupedTasks, type InnerLoop, type InnerStep, InvalidLearnerError, InvalidModelFileError, InvalidTaskError, type Learner, type LearnerCheck, type LoadedSets, type MamlOptions, type MamlOrder, type MetaLearned, type MetaTrainingEnd, type MetaTrainingOptions, type MetaTrainingPhase, MixturaError, type MixtureFamily, type MixtureLearner, type MixtureLearnerOptions, type MixtureSet, type MovementOptions, type NamedArrays, type Predictor, type ProposalDesign, type ProposeOptions, type PrototypeCovarianceType, type PrototypeOptions, type PrototypeStart, type RandomMixtureOptions, type RegressionOptions, type RegressionSet, type ReptileOptions, type RowCount, type SinusoidOptions, type Skeleton, type StartCovarianceType, type Task, type TaskFamily, type TaskProblem, TooFewTasksError, type VerifyLearnerOptions, classificationLearner, convolutionalEmbedding, denseEmbedding, episodeAccuracy, functionLearner, groupedTasks, labelledEpisodes, loadAmortizedStart, loadMetaLearned, loadMixtureStart, loadPrototypes, metaTrainMaml, metaTrainPrototypes, metaTrainReptile, mixtureLearner, movedMixtures, randomMixtures, regressionLearner, saveAmortizedStart, saveMetaLearned, savePrototypes, sinusoids, taskSeed, trainAmortizedStart, verifyLearner };
