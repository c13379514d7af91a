// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { ClassifierOptions, ComponentRange, DrawOptions, GaussianMixture, GaussianMixtureFit, LabelledSamples, MixturaError, MixtureClassifier, MixtureParameters, NamedCovarianceType, Regularization, SampleExplanations, SelectionRow, StartMethod } from "@mixtura/core";
import { Activation, AugmentationOptions, CheckpointOptions, CheckpointStore, EpochRecord, FeedMatrix, FollowOptions, InvalidModelFileError, LearningRate, ModelFile, NamedVariables, Network, SavedArray, StepRecord, TrainingEnd, TrainingRun, ValueScale } from "@mixtura/tensor";
import { Matrix, MixturaError as MixturaError$1, Random, Samples } from "@mixtura/numerics";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
interface DenseDesign {
    readonly kind: "dense";
    readonly widths: readonly number[];
    readonly activation?: Activation;
}
interface ConvolutionalDesign {
    readonly kind: "convolutional";
    readonly filters?: readonly number[];
    readonly window?: number;
    readonly widths?: readonly number[];
    readonly activation?: Activation;
}
type NetworkDesign = DenseDesign | ConvolutionalDesign;
declare const decDesign: DenseDesign;
declare const convolutionalDesign: ConvolutionalDesign;
type DeepSamples = FeedMatrix | Samples;
type SampleScale = "pixels" | "standardize" | "none" | ValueScale;
interface SampleOptions {
    readonly shape?: readonly number[];
    readonly scale?: SampleScale;
}
interface SampleEncoding {
    readonly offset: number | readonly number[];
    readonly factor: number | readonly number[];
}
type AnomalyMethod = "mixture" | "dagmm";
interface DeepAnomalySettings {
    readonly method?: AnomalyMethod;
    readonly components?: number;
    readonly code?: number;
    readonly regularization?: Regularization;
    readonly network?: NetworkDesign;
    readonly estimationWidths?: readonly number[];
    readonly dropout?: number;
    readonly energyWeight?: number;
    readonly singularityWeight?: number;
    readonly epochs?: number;
    readonly batchSize?: number;
    readonly learningRate?: LearningRate;
    readonly clipNorm?: number;
}
type AnomalyPhase = "density" | "calibration" | "training";
interface DeepAnomalyOptions extends DeepAnomalySettings, SampleOptions, FollowOptions<AnomalyPhase> {
    readonly seed?: number;
    readonly checkpoints?: CheckpointOptions;
}
declare const dagmmKdd: {
    readonly method: "dagmm";
    readonly network: {
        readonly kind: "dense";
        readonly widths: readonly [
            60,
            30,
            10
        ];
        readonly activation: "tanh";
    };
    readonly code: 1;
    readonly components: 4;
    readonly epochs: 200;
    readonly batchSize: 1024;
};
declare const dagmmThyroid: {
    readonly method: "dagmm";
    readonly network: {
        readonly kind: "dense";
        readonly widths: readonly [
            12,
            4
        ];
        readonly activation: "tanh";
    };
    readonly code: 1;
    readonly components: 2;
    readonly epochs: 20000;
    readonly batchSize: 1024;
};
declare const dagmmArrhythmia: {
    readonly method: "dagmm";
    readonly network: {
        readonly kind: "dense";
        readonly widths: readonly [
            10
        ];
        readonly activation: "tanh";
    };
    readonly code: 2;
    readonly components: 2;
    readonly epochs: 10000;
    readonly batchSize: 128;
};
interface AlarmThreshold {
    readonly energy: number;
    readonly falseAlarmRate: {
        readonly expected: number;
        readonly lower: number;
        readonly upper: number;
    };
    readonly rows: number;
    readonly isHeldOut: boolean;
}
interface AnomalyEncoder {
    readonly inputs: number;
    readonly columns: number;
    features(rows: FeedMatrix, signal?: AbortSignal): Promise<Matrix>;
    explain?(mixture: GaussianMixture, rows: FeedMatrix): Promise<SampleExplanations>;
    save(): Promise<ModelFile>;
    dispose(): void;
}
interface AlarmOptions {
    readonly falseAlarmRate: number;
    readonly confidence?: number;
}
interface FlagOptions {
    readonly share?: number;
    readonly falseAlarmRate?: number;
}
interface DeepAnomalyParts {
    readonly encoder: AnomalyEncoder;
    readonly mixture: GaussianMixture;
    readonly regularization?: readonly number[];
    readonly energies: Float32Array;
    readonly isHeldOut: boolean;
}
declare class DeepAnomalyDetector {
    #private;
    readonly mixture: GaussianMixture;
    readonly regularization: readonly number[] | undefined;
    constructor(parts: DeepAnomalyParts);
    static load(bytes: Uint8Array): Promise<DeepAnomalyDetector>;
    save(): Promise<Uint8Array>;
    features(samples: DeepSamples): Promise<Matrix>;
    energies(samples: DeepSamples): Promise<Float32Array>;
    get explainsColumns(): boolean;
    explain(samples: DeepSamples): Promise<SampleExplanations>;
    threshold(share: number): number;
    alarm(options: AlarmOptions): AlarmThreshold;
    predict(samples: DeepSamples, options: FlagOptions): Promise<Uint8Array>;
    dispose(): void;
}
interface DeepAnomalyFit extends TrainingRun {
    readonly detector: DeepAnomalyDetector;
    readonly candidates?: readonly SelectionRow[];
}
declare function fitDeepAnomalyDetector(samples: DeepSamples, given?: DeepAnomalyOptions): Promise<DeepAnomalyFit>;
interface MixtureHeadOptions {
    readonly kind: "mixture";
    readonly dimensions?: number;
    readonly deviation?: number;
}
type DiscriminatorHeadOptions = "logit" | MixtureHeadOptions;
type DiscriminatorHeadSettings = "logit" | Required<MixtureHeadOptions>;
interface LatentMixtureOptions {
    readonly components?: number;
    readonly dimensions?: number;
    readonly weights?: readonly number[];
    readonly spread?: number;
    readonly deviation?: number;
    readonly learnable?: boolean;
    readonly deviationPenalty?: number;
    readonly oneHot?: boolean;
}
type LatentMixtureSettings = Required<Omit<LatentMixtureOptions, "weights">> & {
    readonly weights: readonly number[];
};
interface GanEncoderOptions {
    readonly design?: NetworkDesign;
    readonly componentWeight?: number;
    readonly codeWeight?: number;
}
declare const objectives: readonly [
    "non-saturating",
    "minimax"
];
declare const learningRateDecays: readonly [
    "cosine",
    "none"
];
interface GanDesignOptions {
    readonly latent?: LatentMixtureOptions;
    readonly generator?: NetworkDesign;
    readonly discriminator?: NetworkDesign;
    readonly head?: DiscriminatorHeadOptions;
    readonly packing?: number;
    readonly encoder?: GanEncoderOptions;
    readonly objective?: (typeof objectives)[number];
    readonly outputActivation?: Activation;
    readonly steps?: number;
    readonly batchSize?: number;
    readonly learningRate?: number;
    readonly learningRateDecay?: (typeof learningRateDecays)[number];
    readonly beta1?: number;
    readonly instanceNoise?: number;
    readonly averaging?: number;
}
interface GanSettings {
    readonly shape: readonly number[];
    readonly latent: LatentMixtureSettings;
    readonly generator: NetworkDesign;
    readonly discriminator: NetworkDesign;
    readonly head: DiscriminatorHeadSettings;
    readonly packing: number;
    readonly encoder: Required<GanEncoderOptions> | null;
    readonly objective: (typeof objectives)[number];
    readonly outputActivation: Activation;
    readonly steps: number;
    readonly batchSize: number;
    readonly learningRate: number;
    readonly learningRateDecay: (typeof learningRateDecays)[number];
    readonly beta1: number;
    readonly instanceNoise: number;
    readonly averaging: number;
}
interface GeneratedSamples extends LabelledSamples {
    readonly codes: Matrix;
}
interface GanLatent {
    readonly weights: readonly number[];
    readonly means: Matrix;
    readonly deviations: Matrix;
}
declare class GaussianMixtureGan {
    #private;
    private constructor();
    static fromArrays(settings: GanSettings, scale: SampleEncoding, arrays: Readonly<Record<string, SavedArray>>): Promise<GaussianMixtureGan>;
    static load(bytes: Uint8Array): Promise<GaussianMixtureGan>;
    save(): Promise<Uint8Array>;
    get components(): number;
    get shape(): readonly number[];
    get latent(): GanLatent;
    sample(count: number, options?: DrawOptions): Promise<GeneratedSamples>;
    encode(samples: DeepSamples): Promise<Matrix>;
    responsibilities(samples: DeepSamples): Promise<Matrix>;
    predict(samples: DeepSamples): Promise<Int32Array>;
    dispose(): void;
}
declare class NoEncoderError extends MixturaError$1 {
    readonly name = "NoEncoderError";
    readonly code = "no-encoder";
    constructor();
}
type GanPhase = "training";
interface GanOptions extends GanDesignOptions, SampleOptions, FollowOptions<GanPhase> {
    readonly seed?: number;
    readonly onStep?: (record: StepRecord) => void | "stop" | Promise<void | "stop">;
    readonly checkpoints?: CheckpointOptions;
}
interface GaussianMixtureGanFit {
    readonly model: GaussianMixtureGan;
    readonly end: TrainingEnd;
    readonly steps: number;
    readonly history: readonly EpochRecord[];
    readonly resumedFrom: number | undefined;
}
declare function fitGaussianMixtureGan(samples: DeepSamples, given?: GanOptions): Promise<GaussianMixtureGanFit>;
interface ModeCoverage {
    readonly modes: number;
    readonly highQualityShare: number;
    readonly reverseKlDivergence: number;
    readonly counts: Int32Array;
}
declare function modeCoverage(samples: Samples, mixture: MixtureParameters): Promise<ModeCoverage>;
declare function countsKlDivergence(counts: ArrayLike<number>, shares: ArrayLike<number>): number;
interface RingOptions {
    readonly modes?: number;
    readonly radius?: number;
    readonly deviation?: number;
}
interface GridOptions {
    readonly side?: number;
    readonly distance?: number;
    readonly deviation?: number;
}
declare function ringMixture(options?: RingOptions): GaussianMixture;
declare function gridMixture(options?: GridOptions): GaussianMixture;
type PresetOptions<Name extends string> = {
    readonly [Each in Name]?: number;
};
declare function plainGanPreset(options?: PresetOptions<"dimensions">): GanDesignOptions;
declare function deliGanPreset(options?: PresetOptions<"components" | "dimensions">): GanDesignOptions;
declare function packGanPreset(options?: PresetOptions<"packing" | "dimensions">): GanDesignOptions;
declare function mdGanPreset(options?: PresetOptions<"dimensions">): GanDesignOptions;
declare function clusterGanPreset(options?: PresetOptions<"components" | "dimensions">): GanDesignOptions;
type WindowSize = readonly [
    number,
    number
];
type GaussianSharing = "filter" | "layer";
interface GaussianMixtureConv2dOptions {
    readonly filters: number;
    readonly window?: number | WindowSize;
    readonly components?: number;
    readonly sharing?: GaussianSharing;
    readonly strides?: number | WindowSize;
    readonly padding?: "same" | "valid";
    readonly dilation?: number;
    readonly activation?: Activation;
    readonly useBias?: boolean;
    readonly seed?: number;
    readonly name?: string;
    readonly inputShape?: readonly number[];
}
declare function gaussianMixtureConv2d(options: GaussianMixtureConv2dOptions): GaussianMixtureConv2d;
declare class GaussianMixtureConv2d extends layers.layers.Layer {
    #private;
    static readonly className = "GaussianMixtureConv2d";
    constructor(options: GaussianMixtureConv2dOptions);
    build(inputShape: layers.Shape | layers.Shape[]): void;
    call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
    filters(): tf.Tensor4D;
    computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape;
    getConfig(): tf.serialization.ConfigDict;
}
interface GaussianMixtureLossOptions {
    readonly classes: number;
    readonly columns: number;
    readonly covarianceType?: "identity" | "diag";
    readonly margin?: number;
    readonly likelihoodWeight?: number;
    readonly priors?: readonly number[];
    readonly minimumVariance?: number;
    readonly seed?: number;
    readonly name?: string;
}
type GaussianMixtureObjective = {
    readonly loss: tf.Scalar;
    readonly classificationLoss: tf.Scalar;
    readonly likelihoodLoss: tf.Scalar;
};
interface GaussianMixtureLoss {
    readonly classes: number;
    readonly columns: number;
    readonly parameters: NamedVariables;
    objective(features: tf.Tensor, labels: tf.Tensor, options?: {
        readonly margin?: number;
    }): GaussianMixtureObjective;
    logJoint(features: tf.Tensor): tf.Tensor2D;
    classifier(): Promise<MixtureClassifier>;
    dispose(): void;
}
declare const largeMarginLoss: {
    readonly margin: 0.3;
    readonly likelihoodWeight: 0.01;
};
declare function gaussianMixtureLoss(options: GaussianMixtureLossOptions): GaussianMixtureLoss;
interface ComponentDensities {
    logJoint(rows: tf.Tensor): tf.Tensor;
}
declare function mixtureNegativeLogLikelihood(features: tf.Tensor, mixture: ComponentDensities): tf.Scalar;
interface LearnableMixtureOptions {
    readonly components: number;
    readonly columns: number;
    readonly covarianceType?: LearnableCovarianceType;
    readonly varianceFloor?: number;
    readonly name?: string;
}
declare const learnableCovarianceTypes: readonly [
    "diag",
    "full"
];
type LearnableCovarianceType = (typeof learnableCovarianceTypes)[number];
interface LearnableMixture {
    readonly components: number;
    readonly columns: number;
    readonly covarianceType: LearnableCovarianceType;
    readonly parameters: NamedVariables;
    readonly logits: tf.Variable<tf.Rank.R1>;
    readonly means: tf.Variable<tf.Rank.R2>;
    readonly rawLogVariances: tf.Variable<tf.Rank.R2>;
    readonly slants: tf.Variable<tf.Rank.R3> | undefined;
    logWeights(): tf.Tensor1D;
    logVariances(): tf.Tensor2D;
    precisionDiagonals(): tf.Tensor2D;
    squaredDistances(z: tf.Tensor2D): tf.Tensor2D;
    logJoint(z: tf.Tensor2D): tf.Tensor2D;
    logDensity(z: tf.Tensor2D): tf.Tensor1D;
    assign(model: GaussianMixture): void;
    toGaussianMixture(): Promise<GaussianMixture>;
    dispose(): void;
}
declare function learnableMixture(options: LearnableMixtureOptions, random: Random): LearnableMixture;
declare function learnableMixtureFrom(model: GaussianMixture, options: Pick<LearnableMixtureOptions, "varianceFloor" | "name">, random: Random): LearnableMixture;
interface LatentPosterior {
    readonly mean: tf.Tensor2D;
    readonly logVariance: tf.Tensor2D;
}
declare const likelihoods: readonly [
    "bernoulli",
    "gaussian"
];
type VaeLikelihood = (typeof likelihoods)[number];
type OutputVariance = number | "shared" | "columns";
interface VariationalNetworks {
    readonly inputShape: readonly number[];
    readonly parameters: Readonly<Record<string, tf.Variable>>;
    encode(inputs: tf.Tensor): LatentPosterior;
    decode(z: tf.Tensor2D): tf.Tensor2D;
    logLikelihood(values: tf.Tensor, outputs: tf.Tensor): tf.Tensor;
    outputVariances(): tf.Tensor1D;
    dispose(): void;
}
interface RowPosteriors {
    readonly means: Matrix;
    readonly variances: Matrix;
}
interface VaeModelSettings {
    readonly network: NetworkDesign;
    readonly shape: readonly number[];
    readonly latent: number;
    readonly likelihood: VaeLikelihood;
    readonly outputVariance: OutputVariance;
    readonly varianceFloor: number;
    readonly scale: SampleEncoding;
}
interface LikelihoodOptions {
    readonly draws?: number;
    readonly seed?: number;
}
interface VaeDrawOptions extends DrawOptions {
    readonly output?: "mean" | "draw";
}
declare class GaussianMixtureVae {
    #private;
    readonly prior: GaussianMixture;
    readonly settings: VaeModelSettings;
    constructor(parts: {
        readonly networks: VariationalNetworks;
        readonly prior: GaussianMixture;
        readonly settings: VaeModelSettings;
    });
    static load(bytes: Uint8Array): Promise<GaussianMixtureVae>;
    save(): Promise<Uint8Array>;
    get components(): number;
    encode(samples: DeepSamples): Promise<Matrix>;
    posterior(samples: DeepSamples): Promise<RowPosteriors>;
    responsibilities(samples: DeepSamples): Promise<Matrix>;
    predict(samples: DeepSamples): Promise<Int32Array>;
    reconstruct(samples: DeepSamples): Promise<Matrix>;
    decode(codes: Matrix): Promise<Matrix>;
    sample(count: number, options?: VaeDrawOptions): Promise<GeneratedSamples>;
    elbo(samples: DeepSamples, options?: LikelihoodOptions): Promise<Float64Array>;
    importanceWeightedLogLikelihood(samples: DeepSamples, options?: LikelihoodOptions): Promise<Float64Array>;
    dispose(): void;
}
type ManifoldPhase = "neighbours" | "layout";
interface ManifoldOptions extends FollowOptions<ManifoldPhase> {
    readonly neighbours?: number;
    readonly dimensions?: number;
    readonly epochs?: number;
    readonly seed?: number;
}
declare function embedManifold(rows: Matrix, options?: ManifoldOptions): Promise<Matrix>;
type PartitionMethod = "manifold" | "mixture";
interface ManifoldPartition {
    readonly neighbours: number;
    readonly dimensions: number;
    readonly epochs: number;
}
type PartitionPhase = ManifoldPhase | "partition";
type ElboForm = "monte-carlo" | "mean-field";
interface PretrainingOptions {
    readonly kind?: "autoencoder" | "variational";
    readonly epochs: number;
    readonly learningRate?: LearningRate;
}
type VaePhase = "pretraining" | PartitionPhase | "training" | "refit";
interface GaussianMixtureVaeOptions extends SampleOptions, FollowOptions<VaePhase> {
    readonly components?: number;
    readonly prior?: "mixture" | "standard";
    readonly covarianceType?: LearnableCovarianceType;
    readonly latent?: number;
    readonly network?: NetworkDesign;
    readonly likelihood?: VaeLikelihood;
    readonly outputVariance?: OutputVariance;
    readonly elbo?: ElboForm;
    readonly beta?: number;
    readonly warmUpEpochs?: number;
    readonly freeBits?: number;
    readonly pretraining?: PretrainingOptions;
    readonly partition?: PartitionMethod;
    readonly manifold?: Partial<ManifoldPartition>;
    readonly priorStarts?: number;
    readonly refitPrior?: boolean;
    readonly initialLogVariance?: number;
    readonly varianceFloor?: number;
    readonly weightPseudoCount?: number;
    readonly reviveBelow?: number;
    readonly learningRate?: LearningRate;
    readonly priorLearningRate?: LearningRate;
    readonly clipNorm?: number;
    readonly epochs?: number;
    readonly batchSize?: number;
    readonly augmentation?: Pick<AugmentationOptions, "rotation" | "shift">;
    readonly validation?: DeepSamples;
    readonly patience?: number;
    readonly seed?: number;
    readonly checkpoints?: CheckpointOptions;
}
interface GaussianMixtureVaeFit {
    readonly model: GaussianMixtureVae;
    readonly end: TrainingEnd;
    readonly history: readonly EpochRecord[];
    readonly pretraining: readonly EpochRecord[];
    readonly initialPrior: GaussianMixture | undefined;
    readonly priorRefitted: boolean;
    readonly resumedFrom: number | undefined;
}
declare function fitGaussianMixtureVae(samples: DeepSamples, given: GaussianMixtureVaeOptions): Promise<GaussianMixtureVaeFit>;
declare const vadePreset: GaussianMixtureVaeOptions;
declare const mixturePriorPreset: GaussianMixtureVaeOptions;
interface Augmentation {
    readonly rotation?: number;
    readonly shift?: number;
    readonly noise?: number;
}
interface Autoencoder {
    readonly encoder: Network;
    readonly decoder: Network;
    readonly inputShape: readonly number[];
    readonly parameters: Network["parameters"];
    dispose(): void;
}
interface ClusteringDesign {
    readonly network: NetworkDesign;
    readonly shape: readonly number[];
    readonly code: number;
    readonly scale: SampleEncoding;
}
declare class DeepClustering {
    #private;
    readonly mixture: GaussianMixture;
    readonly design: ClusteringDesign;
    constructor(design: ClusteringDesign, autoencoder: Autoencoder, mixture: GaussianMixture);
    encode(samples: DeepSamples): Promise<Matrix>;
    responsibilities(samples: DeepSamples): Promise<Matrix>;
    predict(samples: DeepSamples): Promise<Int32Array>;
    logDensity(samples: DeepSamples): Promise<Float64Array>;
    decode(codes: Matrix): Promise<Matrix>;
    reconstruct(samples: DeepSamples): Promise<Matrix>;
    sample(count: number, options?: DrawOptions): Promise<GeneratedSamples>;
    save(): Promise<Uint8Array>;
    static load(bytes: Uint8Array): Promise<DeepClustering>;
    dispose(): void;
}
type PartitionName = "plain" | "partition" | "refined";
interface PartitionCandidate {
    readonly name: PartitionName;
    readonly labels: Int32Array;
    readonly agreement: number;
}
type KeptPartition = "best" | "last";
interface ClusteringJudgement {
    readonly kept: PartitionName;
    readonly reason: string;
    readonly candidates: readonly PartitionCandidate[];
    readonly plainMisfit?: number;
}
type TargetKind = "sharpened" | "soft" | "hard";
type HeadKind = "mixture" | "student";
type ClusteringPhase = "plain" | "pretraining" | PartitionPhase | "refinement" | "judgement";
interface DeepClusteringOptions extends SampleOptions, FollowOptions<ClusteringPhase> {
    readonly components: number;
    readonly code?: number;
    readonly network?: NetworkDesign;
    readonly augmentation?: Augmentation | false;
    readonly covarianceType?: NamedCovarianceType;
    readonly partition?: PartitionMethod;
    readonly manifold?: Partial<ManifoldPartition>;
    readonly head?: HeadKind;
    readonly targets?: TargetKind;
    readonly pretraining?: {
        readonly epochs?: number;
        readonly learningRate?: number;
    };
    readonly refinement?: {
        readonly rounds?: number;
        readonly epochsPerRound?: number;
        readonly learningRate?: number;
        readonly clusteringWeight?: number;
        readonly reconstructionWeight?: number;
    };
    readonly keep?: KeptPartition;
    readonly tolerance?: number;
    readonly batchSize?: number;
    readonly seed?: number;
    readonly checkpoints?: Pick<CheckpointOptions, "store" | "everySeconds"> & {
        readonly name?: string;
    };
}
declare const n2dPreset: {
    readonly network: DenseDesign;
    readonly partition: "manifold";
    readonly manifold: {
        readonly neighbours: 20;
    };
    readonly refinement: {
        readonly rounds: 0;
    };
    readonly keep: "last";
};
declare const decPreset: {
    readonly network: DenseDesign;
    readonly partition: "mixture";
    readonly covarianceType: "spherical";
    readonly head: "student";
    readonly keep: "last";
    readonly refinement: {
        readonly rounds: 20;
        readonly epochsPerRound: 1;
        readonly learningRate: 0.0001;
        readonly clusteringWeight: 1;
        readonly reconstructionWeight: 0;
    };
};
declare const idecPreset: {
    readonly refinement: {
        readonly rounds: 20;
        readonly epochsPerRound: 1;
        readonly learningRate: 0.0001;
        readonly clusteringWeight: 0.1;
        readonly reconstructionWeight: 1;
    };
    readonly network: DenseDesign;
    readonly partition: "mixture";
    readonly covarianceType: "spherical";
    readonly head: "student";
    readonly keep: "last";
};
declare const convolutionalPreset: {
    readonly network: ConvolutionalDesign;
};
interface DeepClusteringFit {
    readonly model: DeepClustering;
    readonly labels: Int32Array;
    readonly partition: Int32Array;
    readonly judgement: ClusteringJudgement;
    readonly end: TrainingEnd;
    readonly pretraining: readonly EpochRecord[];
    readonly refinement: readonly EpochRecord[];
}
declare function fitDeepClustering(samples: DeepSamples, given: DeepClusteringOptions): Promise<DeepClusteringFit>;
type Neighbours = 4 | 8;
interface PottsField {
    readonly smoothness: number;
    readonly neighbours: Neighbours;
    readonly externalField: Float64Array;
}
interface FieldState {
    readonly mixture: GaussianMixture;
    readonly field: PottsField;
}
interface FieldStart extends FieldState {
    readonly name: "pixels" | "neighbourhoods";
    readonly responsibilities: Float64Array;
}
interface PixelSpace {
    readonly shape: readonly number[];
    readonly positionScale: number;
}
interface SegmentOptions {
    readonly responsibilities?: boolean;
    readonly signal?: AbortSignal;
}
interface SegmentedImages {
    readonly labels: Int32Array;
    readonly responsibilities?: Matrix;
    readonly converged: boolean;
}
interface ImageSegmentationParts {
    readonly space: PixelSpace;
    readonly mixture: GaussianMixture;
    readonly field: PottsField;
}
declare class ImageSegmentation {
    #private;
    readonly mixture: GaussianMixture;
    readonly field: PottsField;
    readonly shape: readonly number[];
    readonly positionScale: number;
    constructor(parts: ImageSegmentationParts);
    get colours(): Matrix;
    segment(images: DeepSamples, options?: SegmentOptions): Promise<SegmentedImages>;
    recolour(images: DeepSamples): Promise<Matrix>;
    save(): Promise<Uint8Array>;
    static load(bytes: Uint8Array): Promise<ImageSegmentation>;
}
type SegmentationPhase = "mixture" | "neighbourhoods" | "field";
interface ImageSegmentationOptions extends FollowOptions<SegmentationPhase> {
    readonly shape: readonly number[];
    readonly components: number | ComponentRange;
    readonly covarianceType?: NamedCovarianceType;
    readonly position?: number;
    readonly smoothness?: number;
    readonly neighbours?: Neighbours;
    readonly pixels?: number;
    readonly rounds?: number;
    readonly initialize?: StartMethod;
    readonly starts?: number;
    readonly tolerance?: number;
    readonly maxIterations?: number;
    readonly regularization?: Regularization;
    readonly seed?: number;
    readonly checkpoints?: {
        readonly store: CheckpointStore;
        readonly name?: string;
    };
}
declare const segmentationDefaults: Readonly<{
    readonly position: 0;
    readonly smoothness: 1;
    readonly neighbours: 8;
    readonly pixels: 100000;
    readonly rounds: 100;
}>;
interface ImageSegmentationFit {
    readonly model: ImageSegmentation;
    readonly mixtureFit: GaussianMixtureFit;
    readonly candidates?: readonly SelectionRow[];
    readonly pixels: number;
    readonly fieldImages: number;
    readonly fieldStart: FieldStart["name"] | undefined;
    readonly history: readonly EpochRecord[];
    readonly starved: boolean;
    readonly end: TrainingEnd;
}
declare function fitImageSegmentation(images: DeepSamples, given: ImageSegmentationOptions): Promise<ImageSegmentationFit>;
type LastLayerFeatures = "linear" | "quadratic";
interface LastLayer {
    readonly kernel: SavedArray;
    readonly bias: SavedArray;
    readonly isExact: boolean;
}
declare function lastLayerFromMixture(model: GaussianMixture | MixtureClassifier, options?: {
    readonly features?: LastLayerFeatures;
}): LastLayer;
declare function setLastLayer(network: Network, lastLayer: LastLayer): void;
interface MixtureAugmentationOptions {
    readonly rowsPerClass: number;
    readonly classifier?: ClassifierOptions;
    readonly seed?: number;
}
interface AugmentedSamples<Label extends string | number> {
    readonly samples: Matrix;
    readonly labels: readonly Label[];
    readonly classifier: MixtureClassifier;
}
declare function mixtureAugmentation<Label extends string | number>(samples: Samples, labels: ArrayLike<Label>, options: MixtureAugmentationOptions): Promise<AugmentedSamples<Label>>;
declare function quadraticFeatures(rows: tf.Tensor): tf.Tensor2D;
export { type AlarmOptions, type AlarmThreshold, type AnomalyMethod, type AnomalyPhase, type Augmentation, type AugmentedSamples, type ClusteringDesign, type ClusteringJudgement, type ClusteringPhase, type ComponentDensities, type ConvolutionalDesign, DeepAnomalyDetector, type DeepAnomalyFit, type DeepAnomalyOptions, type DeepAnomalySettings, DeepClustering, type DeepClusteringFit, type DeepClusteringOptions, type DeepSamples, type DenseDesign, type DiscriminatorHeadOptions, type ElboForm, type FlagOptions, type GanDesignOptions, type GanEncoderOptions, type GanLatent, type GanOptions, type GanPhase, GaussianMixtureConv2d, type GaussianMixtureConv2dOptions, GaussianMixtureGan, type GaussianMixtureGanFit, type GaussianMixtureLoss, type GaussianMixtureLossOptions, type GaussianMixtureObjective, GaussianMixtureVae, type GaussianMixtureVaeFit, type GaussianMixtureVaeOptions, type GaussianSharing, type GeneratedSamples, type GridOptions, type HeadKind, ImageSegmentation, type ImageSegmentationFit, type ImageSegmentationOptions, type ImageSegmentationParts, InvalidModelFileError, type KeptPartition, type LastLayer, type LastLayerFeatures, type LatentMixtureOptions, type LearnableCovarianceType, type LearnableMixture, type LearnableMixtureOptions, type LikelihoodOptions, type ManifoldOptions, type ManifoldPartition, type ManifoldPhase, MixturaError, type MixtureAugmentationOptions, type MixtureHeadOptions, type ModeCoverage, type Neighbours, type NetworkDesign, NoEncoderError, type OutputVariance, type PartitionCandidate, type PartitionMethod, type PartitionName, type PartitionPhase, type PixelSpace, type PottsField, type PretrainingOptions, type RingOptions, type RowPosteriors, type SampleEncoding, type SampleOptions, type SampleScale, type SegmentOptions, type SegmentationPhase, type SegmentedImages, type TargetKind, type VaeDrawOptions, type VaeLikelihood, type VaeModelSettings, type VaePhase, type WindowSize, clusterGanPreset, convolutionalDesign, convolutionalPreset, countsKlDivergence, dagmmArrhythmia, dagmmKdd, dagmmThyroid, decDesign, decPreset, deliGanPreset, embedManifold, fitDeepAnomalyDetector, fitDeepClustering, fitGaussianMixtureGan, fitGaussianMixtureVae, fitImageSegmentation, gaussianMixtureConv2d, gaussianMixtureLoss, gridMixture, idecPreset, largeMarginLoss, lastLayerFromMixture, learnableMixture, learnableMixtureFrom, mdGanPreset, mixtureAugmentation, mixtureNegativeLogLikelihood, mixturePriorPreset, modeCoverage, n2dPreset, packGanPreset, plainGanPreset, quadraticFeatures, ringMixture, segmentationDefaults, setLastLayer, vadePreset };
