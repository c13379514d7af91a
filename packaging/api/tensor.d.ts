// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { CheckpointMismatchError, CheckpointPart, InvalidCheckpointError, JsonRecord, JsonRecord as JsonRecord$1, JsonValue, JsonValue as JsonValue$1, Matrix, MixturaError as MixturaError$1, Random } from "@mixtura/numerics";
import { FitOptions, MixturaError, MixtureParameters, StatisticsSource } from "@mixtura/core";
import * as _mixtura_numerics_validation0 from "@mixtura/numerics/validation";
import { OptionReaders, Reader } from "@mixtura/numerics/validation";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
type Activation = "relu" | "tanh" | "sigmoid" | "elu" | "softplus" | "linear";
declare function activate(values: tf.Tensor, activation: Activation): tf.Tensor;
declare const activationNames: readonly Activation[];
interface FeedMatrix {
    readonly data: Float32Array | Float64Array | Uint8Array;
    readonly rows: number;
    readonly columns: number;
}
interface ValueScale {
    readonly offset?: number | ArrayLike<number>;
    readonly factor?: number | ArrayLike<number>;
}
declare const pixelScale: ValueScale;
declare function copyAsFloat32(matrix: FeedMatrix, rows: ArrayLike<number>, options: {
    readonly scale?: ValueScale;
    readonly out: Float32Array;
}): Float32Array;
declare const modelReaders: {
    readonly sizes: _mixtura_numerics_validation0.Reader<readonly number[]>;
    readonly activation: _mixtura_numerics_validation0.Reader<Activation>;
    readonly valueScale: _mixtura_numerics_validation0.Reader<ValueScale>;
};
interface SavedArray {
    readonly shape: readonly number[];
    readonly data: Float32Array;
}
interface Checkpoint {
    readonly values: JsonRecord$1;
    readonly arrays: Readonly<Record<string, SavedArray>>;
}
interface Stateful {
    saveState(): Promise<Checkpoint>;
    restoreState(state: Checkpoint): void;
}
type NamedTensors = Readonly<Record<string, tf.Tensor>>;
type NamedVariables = Readonly<Record<string, tf.Variable>>;
declare function requireArrays(expected: Readonly<Record<string, readonly number[]>>, arrays: Readonly<Record<string, SavedArray>>, what?: string): void;
declare function requireTensor(name: string, value: unknown): asserts value is tf.Tensor;
declare function requireRandom(value: unknown): asserts value is Random;
declare const backendNames: readonly [
    "tensorflow-gpu",
    "webgpu",
    "tensorflow",
    "wasm",
    "cpu"
];
type BackendName = (typeof backendNames)[number];
interface AvailableBackend {
    readonly available: true;
    readonly name: BackendName;
    readonly tfjsName: string;
    readonly device: string;
    readonly threads: number | null;
}
type BackendObstacle = "no-nvidia-driver" | "no-usable-gpu" | "no-vulkan" | "no-adapter" | "software-gpu" | "no-webgpu" | "no-webassembly" | "not-installed" | "not-built" | "not-loaded" | "other-copy" | "needs-node" | "switched-off" | "other-device" | "other-threads" | "not-started" | "wrong-result" | "slower";
interface UnavailableBackend {
    readonly available: false;
    readonly name: BackendName;
    readonly code: BackendObstacle;
    readonly reason: string;
    readonly remedy: string;
}
type Availability = AvailableBackend | UnavailableBackend;
interface LoadOptions {
    readonly softwareGpu?: boolean;
    readonly threads?: number;
    readonly wasmFolder?: string;
}
declare function listBackends(given?: LoadOptions): Promise<readonly Availability[]>;
declare function backendReport(options?: LoadOptions): Promise<string>;
declare function currentBackend(): BackendName | undefined;
declare function ensureBackend(): Promise<void>;
interface BackendPreference extends LoadOptions {
    readonly among?: readonly BackendName[];
    readonly fastest?: boolean;
}
interface BackendInUse {
    readonly name: BackendName;
    readonly device: string;
    readonly threads: number | null;
    readonly stepMilliseconds: number | null;
    readonly passedOver: readonly PassedOver[];
}
interface PassedOver {
    readonly backend: BackendName;
    readonly code: BackendObstacle;
    readonly reason: string;
    readonly remedy: string;
}
declare function useBackend(preference?: BackendName | BackendPreference): Promise<BackendInUse>;
declare class BackendUnavailableError extends MixturaError$1 {
    readonly backend: BackendName;
    readonly reason: string;
    readonly name = "BackendUnavailableError";
    readonly code = "backend-unavailable";
    constructor(backend: BackendName, reason: string, remedy: string);
}
declare class NoBackendError extends MixturaError$1 {
    readonly passedOver: readonly {
        readonly backend: BackendName;
        readonly reason: string;
    }[];
    readonly name = "NoBackendError";
    readonly code = "no-backend";
    constructor(passedOver: readonly {
        readonly backend: BackendName;
        readonly reason: string;
    }[]);
}
declare class UnknownBackendError extends MixturaError$1 {
    readonly backend: string;
    readonly backends: readonly BackendName[];
    readonly name = "UnknownBackendError";
    readonly code = "unknown-backend";
    constructor(backend: string, backends: readonly BackendName[]);
}
declare class SecondOrderGradientError extends MixturaError$1 {
    readonly operation: string;
    readonly backend: string;
    readonly tolerance: number;
    readonly relativeError: number | null;
    readonly reason: string | null;
    readonly name = "SecondOrderGradientError";
    readonly code = "second-order-gradient";
    constructor(operation: string, backend: string, tolerance: number, relativeError: number | null, reason?: string | null);
}
declare function logSoftmax<T extends tf.Tensor>(logits: T): T;
declare function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Scalar;
declare function installSecondOrderGradients(): void;
declare const areSecondOrderGradientsInstalled: () => boolean;
declare function stopGradient<T extends tf.Tensor>(x: T): T;
interface SecondOrderCheck {
    readonly operation: string;
    readonly relativeError: number;
}
declare function verifySecondOrderGradients(tolerance?: number): Promise<readonly SecondOrderCheck[]>;
interface ImageShape {
    readonly height: number;
    readonly width: number;
    readonly channels?: number;
}
interface AugmentationOptions extends ImageShape {
    readonly rotation?: number;
    readonly shift?: number;
}
interface Movement {
    readonly angle: number;
    readonly right: number;
    readonly down: number;
}
declare function augmentImages(images: Float32Array, options: AugmentationOptions, random: Random): Float32Array;
declare function moveImage(image: Float32Array, movement: Movement, shape: Required<ImageShape> & {
    readonly out: Float32Array;
}): Float32Array;
declare class InvalidCheckpointNameError extends MixturaError$1 {
    readonly checkpoint: string;
    readonly name = "InvalidCheckpointNameError";
    readonly code = "invalid-checkpoint-name";
    constructor(checkpoint: string);
}
interface CheckpointStore {
    write(name: string, bytes: Uint8Array): Promise<void>;
    read(name: string): Promise<Uint8Array | undefined>;
    remove(name: string): Promise<void>;
    names(): Promise<readonly string[]>;
}
declare function memoryCheckpointStore(): CheckpointStore;
declare function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array;
declare function decodeCheckpoint(file: Uint8Array): Checkpoint;
declare class NoFilesError extends MixturaError$1 {
    readonly name = "NoFilesError";
    readonly code = "no-files";
    constructor();
}
declare function folderCheckpointStore(folder: string): CheckpointStore;
interface ModelFile {
    readonly settings: JsonRecord$1;
    readonly arrays: Readonly<Record<string, SavedArray>>;
}
type ModelLoader = "class" | "function";
declare function writeModelFile(kind: string, version: number, file: ModelFile): Uint8Array;
declare function readModelFile(kind: string, version: number, bytes: Uint8Array, loader?: ModelLoader): ModelFile;
declare class DivergedModelError extends MixturaError$1 {
    readonly array: string;
    readonly value: number;
    readonly place: number;
    readonly name = "DivergedModelError";
    readonly code = "diverged-model";
    constructor(array: string, value: number, place: number);
}
declare function requireModelArrays(expected: Readonly<Record<string, readonly number[]>>, arrays: ModelFile["arrays"], loader?: ModelLoader): void;
declare class InvalidModelFileError extends MixturaError$1 {
    readonly field: string;
    readonly expected: string;
    readonly name = "InvalidModelFileError";
    readonly code = "invalid-model-file";
    readonly actual: string;
    constructor(field: string, expected: string, actual: string, loader?: ModelLoader);
}
declare function requireModelField(field: string, compared: {
    readonly expected: string;
    readonly actual: string;
    readonly loader: ModelLoader;
}): void;
declare function requireSavedArrays(name: string, value: unknown): asserts value is Readonly<Record<string, SavedArray>>;
interface EarlyStopOptions {
    readonly metric: string;
    readonly patience: number;
    readonly minimumGain?: number;
    readonly better?: "lower" | "higher";
}
interface TrainingProgram {
    readonly parameters: NamedVariables;
    readonly parts?: Readonly<Record<string, Stateful>>;
}
type StepMetrics = Readonly<Record<string, tf.Scalar | number>>;
interface StepContext {
    readonly epoch: number;
    readonly step: number;
    readonly random: Random;
}
interface StepRecord {
    readonly epoch: number;
    readonly step: number;
    readonly metrics: Readonly<Record<string, number>>;
}
interface EpochRecord {
    readonly epoch: number;
    readonly step: number;
    readonly metrics: Readonly<Record<string, number>>;
}
interface CheckpointOptions {
    readonly store: CheckpointStore;
    readonly name?: string;
    readonly everySteps?: number;
    readonly everySeconds?: number;
    readonly everyEpochs?: number;
    readonly resume?: boolean;
}
interface TrainingPlan<Batch> {
    readonly program: TrainingProgram;
    readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch> | Iterable<Batch>;
    readonly step: (batch: Batch, context: StepContext) => StepMetrics | Promise<StepMetrics>;
    readonly epochs?: number;
    readonly steps?: number;
    readonly seed?: number;
    readonly settings?: JsonRecord$1;
    readonly signal?: AbortSignal;
    readonly evaluate?: (epoch: number) => Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>;
    readonly onStep?: (record: StepRecord) => void | "stop" | Promise<void | "stop">;
    readonly onEpoch?: (record: EpochRecord) => void | "stop" | Promise<void | "stop">;
    readonly stopEarly?: EarlyStopOptions;
    readonly isSettled?: () => boolean;
    readonly checkpoints?: CheckpointOptions;
    readonly readMetricsEvery?: number;
}
type TrainingEnd = "finished" | "converged" | "stopped";
interface TrainingRun {
    readonly end: TrainingEnd;
    readonly epochs: number;
    readonly steps: number;
    readonly history: readonly EpochRecord[];
    readonly resumedFrom: number | undefined;
}
interface SavedRange {
    readonly from?: number;
    readonly to?: number;
}
declare class SavedSettings {
    #private;
    constructor(record: JsonRecord$1, loader?: ModelLoader, path?: string);
    has(name: string): boolean;
    get names(): readonly string[];
    get json(): string;
    value(name: string): JsonValue$1 | undefined;
    settings(name: string, expected?: string): SavedSettings;
    whole(name: string, range?: SavedRange): number;
    wholes(name: string, range?: SavedRange): readonly number[];
    number(name: string, range?: SavedRange): number;
    numbers(name: string, length?: number): readonly number[];
    oneOf<Value extends string | boolean>(name: string, allowed: readonly Value[]): Value;
    history(name: string): readonly EpochRecord[];
}
interface Batch {
    readonly inputs: tf.Tensor;
    readonly originals: tf.Tensor;
    readonly rows: tf.Tensor1D;
}
interface FeedOptions {
    readonly batchSize?: number;
    readonly shape?: readonly number[];
    readonly shuffle?: boolean;
    readonly dropLast?: boolean;
    readonly scale?: ValueScale;
    readonly transform?: (values: Float32Array, batch: {
        readonly rows: number;
        readonly random: Random;
    }) => Float32Array;
    readonly resident?: boolean;
}
interface BatchFeed {
    readonly rows: number | undefined;
    readonly batchesPerEpoch: number | undefined;
    readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch>;
    dispose(): void;
}
type OpenFeedChunks = () => AsyncIterable<FeedMatrix> | Iterable<FeedMatrix>;
declare function batchesOf(data: FeedMatrix | OpenFeedChunks, given?: FeedOptions): BatchFeed;
interface ColumnScale {
    readonly offset: readonly number[];
    readonly factor: readonly number[];
}
declare function standardScale(matrix: FeedMatrix): ColumnScale;
declare function varyingColumns(matrix: FeedMatrix): number[];
interface Network {
    readonly model: layers.Sequential;
    readonly parameters: NamedVariables;
    readonly buffers: NamedVariables;
    readonly parameterCount: number;
    readonly inputShape: readonly number[];
    readonly outputShape: readonly number[];
    apply(inputs: tf.Tensor, options?: {
        readonly training?: boolean;
    }): tf.Tensor;
    dispose(): void;
}
declare function createNetwork(name: string, stack: layers.layers.Layer[], random: Random): Network;
interface ConvolutionalOptions {
    readonly height: number;
    readonly width: number;
    readonly channels?: number;
    readonly filters?: readonly number[];
    readonly window?: number;
    readonly widths?: readonly number[];
    readonly activation?: Activation;
    readonly outputActivation?: Activation;
    readonly seed?: number;
    readonly name?: string;
}
declare function convolutionalEncoder(options: ConvolutionalOptions): Network;
declare function convolutionalDecoder(options: ConvolutionalOptions): Network;
interface DenseNetworkOptions {
    readonly inputs: number;
    readonly widths: readonly number[];
    readonly activation?: Activation;
    readonly outputActivation?: Activation;
    readonly seed?: number;
    readonly name?: string;
}
declare function denseNetwork(options: DenseNetworkOptions): Network;
declare function mirrorOf(options: DenseNetworkOptions, outputActivation?: Activation): Network;
declare function glorotUniform(shape: readonly number[], random: Random): Float32Array;
declare function saveParameters(parameters: NamedVariables): Promise<Uint8Array>;
declare function loadParameters(parameters: NamedVariables, bytes: Uint8Array): void;
type LearningRate = number | ((step: number) => number);
interface StepDecayOptions {
    readonly rate: number;
    readonly factor: number;
    readonly every: number;
}
interface CosineDecayOptions {
    readonly rate: number;
    readonly steps: number;
    readonly minimum?: number;
}
declare function stepDecay(options: StepDecayOptions): LearningRate;
declare function cosineDecay(options: CosineDecayOptions): LearningRate;
declare function warmUp(steps: number, then: LearningRate): LearningRate;
declare function rateAt(learningRate: LearningRate, step: number): number;
type Objective = {
    readonly loss: tf.Scalar;
} & Readonly<Record<string, tf.Scalar>>;
interface Optimizer extends Stateful {
    readonly steps: number;
    minimize<Metrics extends Objective>(objective: () => Metrics): Metrics;
    apply(gradients: NamedTensors): void;
    dispose(): void;
}
interface GradientOptions {
    readonly clipNorm?: number;
}
interface AdamOptions extends GradientOptions {
    readonly learningRate?: LearningRate;
    readonly beta1?: number;
    readonly beta2?: number;
    readonly epsilon?: number;
    readonly weightDecay?: number;
}
declare function adam(parameters: NamedVariables, options?: AdamOptions): Optimizer;
declare function clipGradients(gradients: NamedTensors, limit: number): Record<string, tf.Tensor>;
interface SgdOptions extends GradientOptions {
    readonly learningRate: LearningRate;
    readonly momentum?: number;
}
declare function sgd(parameters: NamedVariables, options: SgdOptions): Optimizer;
interface MixtureOnDevice {
    readonly components: number;
    readonly columns: number;
    logJoint(rows: tf.Tensor): tf.Tensor2D;
    dispose(): void;
}
declare function mixtureOnDevice(model: MixtureParameters): MixtureOnDevice;
interface TensorSourceOptions {
    readonly groupRows?: number;
    readonly blockSize?: number;
}
interface TensorStatisticsSource extends StatisticsSource {
    dispose(): void;
}
declare function tensorStatisticsSource(data: Matrix | tf.Tensor2D, options?: TensorSourceOptions): Promise<TensorStatisticsSource>;
type TrainingView = {
    readonly kind: "codes";
    readonly codes: Matrix;
    readonly rows: Uint32Array;
} | {
    readonly kind: "samples";
    readonly samples: Matrix;
};
interface PhaseProgress<Phase extends string = string> {
    readonly phase: Phase;
    readonly epoch: number;
    readonly epochs?: number;
    readonly metrics: Readonly<Record<string, number>>;
    readonly view?: () => Promise<TrainingView>;
}
interface FollowOptions<Phase extends string> {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: PhaseProgress<Phase>) => void | "stop" | Promise<void | "stop">;
}
declare const followReaders: OptionReaders<FollowOptions<string>>;
interface PhaseFollower<Phase extends string> {
    readonly abort: {
        readonly signal?: AbortSignal;
    };
    isStopped(): boolean;
    report(progress: PhaseProgress<Phase>): Promise<void | "stop">;
    training(phase: Phase, epochs: number, view?: () => Promise<TrainingView>): {
        readonly signal?: AbortSignal;
        readonly onEpoch: (record: EpochRecord) => Promise<void | "stop">;
    };
    mixtureFit(phase: Phase): Pick<FitOptions, "signal" | "onProgress">;
    toCompletion(): PhaseFollower<Phase>;
}
type Given<Options> = {
    readonly [Name in keyof Options]: Options[Name] | undefined;
};
declare function followPhases<Phase extends string>(options: Given<FollowOptions<Phase>>): PhaseFollower<Phase>;
declare function runTraining<Batch>(given: TrainingPlan<Batch>): Promise<TrainingRun>;
declare const trainingReaders: {
    readonly learningRate: Reader<LearningRate>;
    readonly clipNorm: Reader<number>;
    readonly signal: Reader<AbortSignal>;
    readonly onStep: Reader<(record: StepRecord) => void | "stop" | Promise<void | "stop">>;
    readonly onEpoch: Reader<(record: EpochRecord) => void | "stop" | Promise<void | "stop">>;
    readonly stopEarly: Reader<EarlyStopOptions>;
    readonly checkpointStore: Reader<CheckpointStore>;
    readonly checkpoints: Reader<CheckpointOptions>;
};
declare class NonFiniteTrainingError extends MixturaError$1 {
    readonly thing: string;
    readonly value: number;
    readonly step: number;
    readonly epoch: number;
    readonly checkpointStep: number | undefined;
    readonly name = "NonFiniteTrainingError";
    readonly code = "non-finite-training";
    constructor(thing: string, value: number, step: number, epoch: number, checkpointStep: number | undefined);
}
declare class TensorLeakError extends MixturaError$1 {
    readonly step: number;
    readonly before: number;
    readonly after: number;
    readonly name = "TensorLeakError";
    readonly code = "tensor-leak";
    constructor(step: number, before: number, after: number);
}
declare class DeviceMemoryError extends MixturaError$1 {
    readonly step: number;
    readonly checkpointStep: number | undefined;
    readonly cause: Error;
    readonly name = "DeviceMemoryError";
    readonly code = "device-memory";
    constructor(step: number, checkpointStep: number | undefined, cause: Error);
}
export { type Activation, type AdamOptions, type AugmentationOptions, type Availability, type AvailableBackend, type BackendInUse, type BackendName, type BackendObstacle, type BackendPreference, BackendUnavailableError, type Batch, type BatchFeed, type Checkpoint, CheckpointMismatchError, type CheckpointOptions, type CheckpointPart, type CheckpointStore, type ColumnScale, type ConvolutionalOptions, type CosineDecayOptions, type DenseNetworkOptions, DeviceMemoryError, DivergedModelError, type EarlyStopOptions, type EpochRecord, type FeedMatrix, type FeedOptions, type FollowOptions, type GradientOptions, type ImageShape, InvalidCheckpointError, InvalidCheckpointNameError, InvalidModelFileError, type JsonRecord, type JsonValue, type LearningRate, type LoadOptions, MixturaError, type MixtureOnDevice, type ModelFile, type Movement, type NamedTensors, type NamedVariables, type Network, NoBackendError, NoFilesError, NonFiniteTrainingError, type Objective, type OpenFeedChunks, type Optimizer, type PassedOver, type PhaseFollower, type PhaseProgress, type SavedArray, type SavedRange, SavedSettings, type SecondOrderCheck, SecondOrderGradientError, type SgdOptions, type Stateful, type StepContext, type StepDecayOptions, type StepMetrics, type StepRecord, TensorLeakError, type TensorSourceOptions, type TensorStatisticsSource, type TrainingEnd, type TrainingPlan, type TrainingProgram, type TrainingRun, type TrainingView, type UnavailableBackend, UnknownBackendError, type ValueScale, activate, activationNames, adam, areSecondOrderGradientsInstalled, augmentImages, backendNames, backendReport, batchesOf, clipGradients, convolutionalDecoder, convolutionalEncoder, copyAsFloat32, cosineDecay, createNetwork, currentBackend, decodeCheckpoint, denseNetwork, encodeCheckpoint, ensureBackend, folderCheckpointStore, followPhases, followReaders, glorotUniform, installSecondOrderGradients, listBackends, loadParameters, logSoftmax, memoryCheckpointStore, mirrorOf, mixtureOnDevice, modelReaders, moveImage, pixelScale, rateAt, readModelFile, requireArrays, requireModelArrays, requireModelField, requireRandom, requireSavedArrays, requireTensor, runTraining, saveParameters, sgd, softmaxCrossEntropy, standardScale, stepDecay, stopGradient, tensorStatisticsSource, trainingReaders, useBackend, varyingColumns, verifySecondOrderGradients, warmUp, writeModelFile };
