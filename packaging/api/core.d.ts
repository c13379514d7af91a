// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { a as DrawOptions, i as Regularization, n as RowKnowledge, t as GivenRowKnowledge } from "./rowKnowledge.js";
import { CheckpointMismatchError, ColumnRangeError, DegenerateCovarianceError, InvalidCheckpointError, InvalidOptionError, Matrix, Matrix as Matrix$1, MixturaError, MixturaError as MixturaError$1, NonFiniteValuesError, Random, Random as Random$1, SampleCell, SampleCell as SampleCell$1, Samples, Samples as Samples$1, ShapeError, SymmetricEigen, createRandom, finiteMatrix, matrix, symmetricEigen } from "@mixtura/numerics";
import { NestedNumbers, NestedNumbers as NestedNumbers$1, OptionReaders, Reader } from "@mixtura/numerics/validation";
interface PrecisionFamily {
    above(columns: number): number;
    logGamma(degreesOfFreedom: number, columns: number): number;
    digamma(degreesOfFreedom: number, columns: number): number;
    half(degreesOfFreedom: number, columns: number): number;
}
declare const families: {
    readonly full: PrecisionFamily;
    readonly tied: PrecisionFamily;
    readonly diag: PrecisionFamily;
    readonly spherical: PrecisionFamily;
};
type BayesianCovarianceType = keyof typeof families;
type WeightPrior = "dirichlet" | "dirichlet-process";
type WeightPosterior = {
    readonly prior: "dirichlet";
    readonly concentrations: Float64Array;
} | {
    readonly prior: "dirichlet-process";
    readonly a: Float64Array;
    readonly b: Float64Array;
};
interface NormalWishartPrior {
    readonly covarianceType: BayesianCovarianceType;
    readonly weights: WeightPrior;
    readonly weightConcentration: number;
    readonly meanPrecision: number;
    readonly mean: Float64Array;
    readonly degreesOfFreedom: number;
    readonly covariance: Float64Array;
}
interface MixturePosterior {
    readonly covarianceType: BayesianCovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: WeightPosterior;
    readonly meanPrecisions: Float64Array;
    readonly means: Float64Array;
    readonly degreesOfFreedom: Float64Array;
    readonly inverseScales: Float64Array;
}
type ScatterKind = "full" | "diagonal";
type ParsimoniousType = "EII" | "VII" | "EEI" | "VEI" | "EVI" | "VVI" | "EEE" | "VEE" | "EVE" | "VVE" | "EEV" | "VEV" | "EVV" | "VVV";
type NamedCovarianceType = "full" | "tied" | "diag" | "spherical" | ParsimoniousType;
interface FactorCovariance {
    readonly factors: number;
}
type CovarianceType = NamedCovarianceType | FactorCovariance;
interface MixtureParameters {
    readonly covarianceType: CovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly covariances: Float64Array;
}
interface SufficientStatistics {
    readonly scatter: ScatterKind;
    readonly components: number;
    readonly columns: number;
    readonly rows: number;
    readonly totalWeight: number;
    readonly logLikelihood: number;
    readonly centres: Float64Array;
    readonly counts: Float64Array;
    readonly sums: Float64Array;
    readonly scatters: Float64Array;
    readonly directions?: Float64Array | undefined;
    readonly projections?: Float64Array | undefined;
    readonly valueCounts?: Float64Array | undefined;
}
declare function mergeStatistics(a: SufficientStatistics, b: SufficientStatistics): SufficientStatistics;
interface StatisticsRequest {
    readonly scatter: ScatterKind;
    readonly directions?: Float64Array | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface DrawnRows {
    readonly samples: Matrix$1;
    readonly weights?: Float64Array | undefined;
    readonly labelPriors?: Matrix$1 | undefined;
    readonly source?: StatisticsSource | undefined;
}
interface StatisticsSource {
    readonly rows: number;
    readonly columns: number;
    readonly columnNames?: readonly string[];
    readonly projects?: boolean;
    accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics>;
    draw(count: number, random: Random$1): Promise<DrawnRows>;
}
interface PriorOptions {
    readonly weights?: WeightPrior;
    readonly weightConcentration?: number;
    readonly meanPrecision?: number;
    readonly mean?: NestedNumbers$1;
    readonly degreesOfFreedom?: number;
    readonly covariance?: NestedNumbers$1;
}
interface ConjugatePriorOptions {
    readonly components: number;
    readonly covarianceType: CovarianceType;
    readonly shrinkage?: number;
    readonly mean?: Float64Array;
    readonly degreesOfFreedom?: number;
    readonly scale?: Float64Array;
}
interface Condition {
    readonly given: readonly number[];
    readonly values: ArrayLike<number>;
}
interface InitialMixture {
    readonly weights: NestedNumbers$1;
    readonly means: NestedNumbers$1;
    readonly covariances?: NestedNumbers$1;
    readonly precisions?: NestedNumbers$1;
}
interface LocationJson {
    readonly covarianceType: CovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: readonly number[];
    readonly means: readonly number[];
}
declare const format$5 = "mixtura-gaussian-mixture";
declare const version$5 = 1;
interface GaussianMixtureJson extends LocationJson {
    readonly format: typeof format$5;
    readonly version: typeof version$5;
    readonly covariances: readonly number[];
}
interface LabelledSamples {
    readonly samples: Matrix$1;
    readonly labels: Int32Array;
}
interface ScoreOptions {
    readonly missing?: "error" | "marginalize";
    readonly threads?: number;
}
interface WeightedScoreOptions extends ScoreOptions {
    readonly sampleWeights?: ArrayLike<number>;
}
interface CriterionOptions extends WeightedScoreOptions {
    readonly parameterCount?: number;
}
declare class GaussianMixture implements MixtureParameters {
    #private;
    readonly covarianceType: CovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly covariances: Float64Array;
    constructor(parameters: MixtureParameters);
    static fromParameters(parameters: InitialMixture & {
        readonly covarianceType: CovarianceType;
    }): GaussianMixture;
    static fromJSON(json: unknown): GaussianMixture;
    toJSON(): GaussianMixtureJson;
    get parameterCount(): number;
    componentMean(component: number): Float64Array;
    componentCovariance(component: number): Float64Array;
    componentVariances(component: number): Float64Array;
    componentLoadings(component: number): Matrix$1;
    componentNoiseVariances(component: number): Float64Array;
    conditional(condition: Condition): GaussianMixture;
    marginal(columns: readonly number[]): GaussianMixture;
    logDensity(samples: Samples$1, options?: ScoreOptions): Promise<Float64Array>;
    responsibilities(samples: Samples$1, options?: ScoreOptions): Promise<Matrix$1>;
    predict(samples: Samples$1, options?: ScoreOptions): Promise<Int32Array>;
    meanLogLikelihood(samples: Samples$1, options?: WeightedScoreOptions): Promise<number>;
    aic(samples: Samples$1, options?: CriterionOptions): Promise<number>;
    bic(samples: Samples$1, options?: CriterionOptions): Promise<number>;
    icl(samples: Samples$1, options: CriterionOptions & {
        readonly assignment: "hard" | "soft";
    }): Promise<number>;
    sample(count: number, options?: DrawOptions): LabelledSamples;
}
type RunPhase = "short-run" | "heat" | "fit";
interface DrawProgress {
    readonly phase: "draw";
}
interface StartProgress {
    readonly start: number;
    readonly starts: number;
}
interface RunProgress extends StartProgress {
    readonly phase: RunPhase;
    readonly rows: number;
    readonly checkpoint: () => Uint8Array;
}
type Answer$1 = void | "stop" | Promise<void | "stop">;
interface FollowOptions<State> {
    readonly onProgress?: (progress: DrawProgress | (State & RunProgress)) => Answer$1;
    readonly onIteration?: (progress: State & StartProgress) => Answer$1;
    readonly resume?: Uint8Array;
}
interface SearchOptions<State> extends FollowOptions<State> {
    readonly seed?: number;
    readonly tolerance?: number;
    readonly maxIterations?: number;
    readonly sampleWeights?: ArrayLike<number>;
    readonly signal?: AbortSignal;
}
type KernelName = "wasm-relaxed-simd" | "wasm-simd" | "reference";
type CentreMethod = "k-means++" | "k-means" | "random";
type StartMethod = CentreMethod | "hierarchical" | "quantiles";
type Assignment = {
    readonly labels: ArrayLike<number>;
} | {
    readonly responsibilities: Samples$1;
};
interface BayesianFitOptions extends SearchOptions<VariationalState> {
    readonly components: number;
    readonly covarianceType?: BayesianCovarianceType;
    readonly prior?: PriorOptions;
    readonly initialize?: StartMethod | InitialMixture | Assignment;
    readonly starts?: number;
    readonly missing?: "error" | "marginalize";
    readonly kernels?: KernelName;
}
declare const bayesianFitDefaults: Readonly<{
    readonly starts: 4;
    readonly prior: Readonly<{
        readonly weights: "dirichlet-process";
        readonly meanPrecision: 1;
    }>;
    readonly missing: "error";
    readonly covarianceType: "full";
    readonly initialize: "k-means++";
    readonly seed: 0;
    readonly tolerance: 1e-7;
    readonly maxIterations: 1000;
}>;
interface VariationalState {
    readonly iteration: number;
    readonly bound: number;
    readonly posterior: MixturePosterior;
    readonly expected: () => MixtureParameters;
}
type BayesianFitProgress = VariationalState & StartProgress;
interface BayesianStartRecord {
    readonly start: number;
    readonly bound: number;
    readonly iterations: number;
    readonly converged: boolean;
    readonly error?: MixturaError$1;
}
interface BayesianGaussianMixtureFit {
    readonly model: GaussianMixture;
    readonly posterior: MixturePosterior;
    readonly prior: NormalWishartPrior;
    readonly converged: boolean;
    readonly stopped: boolean;
    readonly iterations: number;
    readonly bounds: readonly number[];
    readonly starts: readonly BayesianStartRecord[];
}
declare function fitBayesianGaussianMixture(data: Samples$1 | StatisticsSource, given: BayesianFitOptions): Promise<BayesianGaussianMixtureFit>;
type Label = number | string;
type ClassifierMethod = "MclustDA" | "EDDA";
interface ClassifierParameters {
    readonly method: ClassifierMethod;
    readonly classes: readonly Label[];
    readonly priors: Float64Array;
    readonly mixtures: readonly GaussianMixture[];
    readonly covarianceType: CovarianceType | null;
    readonly parameterCount: number;
}
declare const format$4 = "mixtura-mixture-classifier";
declare const version$4 = 1;
interface MixtureClassifierJson {
    readonly format: typeof format$4;
    readonly version: typeof version$4;
    readonly method: ClassifierMethod;
    readonly classes: readonly Label[];
    readonly priors: readonly number[];
    readonly covarianceType: CovarianceType | null;
    readonly parameterCount: number;
    readonly mixtures: readonly GaussianMixtureJson[];
}
interface Frozen {
    readonly weights?: boolean;
    readonly means?: boolean | readonly number[];
    readonly covariances?: boolean | readonly number[];
}
interface EmState {
    readonly iteration: number;
    readonly meanLogLikelihood: number;
    readonly parameters: MixtureParameters;
}
type FitProgress = EmState & StartProgress;
interface FitOptions extends SearchOptions<EmState> {
    readonly components: number;
    readonly covarianceType?: CovarianceType;
    readonly initialize?: StartMethod | InitialMixture | Assignment;
    readonly starts?: number;
    readonly regularization?: Regularization;
    readonly prior?: Omit<ConjugatePriorOptions, "components" | "covarianceType">;
    readonly acceleration?: "auto" | "none";
    readonly missing?: "error" | "marginalize";
    readonly labelPriors?: Samples$1;
    readonly noiseCovariances?: Samples$1;
    readonly weights?: "free" | "equal";
    readonly maxEigenvalueRatio?: number;
    readonly frozen?: Frozen;
    readonly kernels?: KernelName;
    readonly threads?: number;
}
interface StartRecord {
    readonly start: number;
    readonly rows: number;
    readonly meanLogLikelihood: number;
    readonly iterations: number;
    readonly converged: boolean;
    readonly collapsed: boolean;
    readonly error?: MixturaError$1;
}
interface GaussianMixtureFit {
    readonly model: GaussianMixture;
    readonly converged: boolean;
    readonly collapsed: boolean;
    readonly stopped: boolean;
    readonly parameterCount: number;
    readonly iterations: number;
    readonly logLikelihoods: readonly number[];
    readonly starts: readonly StartRecord[];
}
declare function fitGaussianMixture(data: Samples$1 | StatisticsSource, options: FitOptions): Promise<GaussianMixtureFit>;
type SelectionCriterion = "bic" | "aic" | "icl" | "icl-soft" | "cross-validation";
interface CandidateShape {
    readonly components: number;
    readonly covarianceType: CovarianceType;
}
interface CandidateProgress extends CandidateShape {
    readonly candidate: number;
    readonly candidates: number;
}
type SelectionProgress = FitProgress & CandidateProgress;
type SelectionRunProgress = CandidateProgress & {
    readonly checkpoint: () => Uint8Array;
} & (DrawProgress | (EmState & Omit<RunProgress, "checkpoint">));
interface FinishedCandidate {
    readonly row: SelectionRow;
    readonly candidate: number;
    readonly candidates: number;
    readonly table: () => readonly SelectionRow[];
    readonly checkpoint: () => Uint8Array;
}
type ComponentCounts = ComponentRange | readonly number[];
interface ComponentRange {
    readonly minimum: number;
    readonly maximum: number;
}
interface SelectionOptions<Counts extends ComponentCounts = ComponentRange> extends Omit<FitOptions, "components" | "covarianceType" | "initialize" | "frozen" | "onIteration" | "onProgress" | "resume"> {
    readonly components: Counts;
    readonly covarianceTypes?: readonly CovarianceType[] | "all";
    readonly criterion?: SelectionCriterion;
    readonly folds?: number;
    readonly initialize?: Extract<FitOptions["initialize"], string>;
    readonly threads?: number;
    readonly onIteration?: (progress: SelectionProgress) => ReturnType<NonNullable<FitOptions["onIteration"]>>;
    readonly onProgress?: (progress: SelectionRunProgress) => ReturnType<NonNullable<FitOptions["onIteration"]>>;
    readonly onCandidate?: (finished: FinishedCandidate) => ReturnType<NonNullable<FitOptions["onIteration"]>>;
    readonly resume?: Uint8Array;
}
declare const selectionDefaults: Readonly<{
    readonly covarianceTypes: readonly [
        "full"
    ];
    readonly criterion: "bic";
    readonly folds: 5;
    readonly threads: 1;
}>;
interface SelectionRow<Fit = GaussianMixtureFit> extends CandidateShape {
    readonly fit: Fit | null;
    readonly parameterCount: number | null;
    readonly meanLogLikelihood: number | null;
    readonly bic: number | null;
    readonly aic: number | null;
    readonly icl: number | null;
    readonly iclSoft: number | null;
    readonly crossValidatedLogLikelihood: number | null;
    readonly crossValidatedStandardError: number | null;
    readonly converged: boolean;
    readonly collapsed: boolean;
    readonly error: MixturaError$1 | null;
}
interface Selection {
    readonly best: GaussianMixtureFit;
    readonly table: readonly SelectionRow[];
    readonly criterion: SelectionCriterion;
    readonly stopped: boolean;
}
declare function selectGaussianMixture(given: Samples$1 | StatisticsSource, asked: SelectionOptions<ComponentCounts>): Promise<Selection>;
interface ClassifierCandidate {
    readonly label: Label | null;
    readonly components: number;
    readonly covarianceType: CovarianceType;
    readonly bic: number | null;
    readonly error: MixturaError$1 | null;
    readonly chosen: boolean;
}
interface ClassifierOptions extends Pick<FitOptions, "starts" | "seed" | "tolerance" | "maxIterations" | "regularization" | "signal"> {
    readonly method?: ClassifierMethod;
    readonly covarianceTypes?: readonly CovarianceType[];
    readonly components?: SelectionOptions["components"];
    readonly priors?: "data" | ArrayLike<number>;
    readonly onCandidate?: (candidate: ClassifierCandidate) => Answer;
    readonly onProgress?: (progress: ClassifierProgress) => Answer;
    readonly resume?: Uint8Array;
}
declare const classifierDefaults: Readonly<{
    readonly method: "MclustDA";
    readonly components: Readonly<{
        readonly minimum: 1;
        readonly maximum: 5;
    }>;
    readonly covarianceTypes: Readonly<{
        MclustDA: readonly [
            "EII",
            "VII",
            "EEI",
            "VVI",
            "EEE",
            "VVV"
        ];
        EDDA: readonly ParsimoniousType[];
    }>;
    readonly priors: "data";
}>;
type Answer = ReturnType<NonNullable<FitOptions["onIteration"]>>;
type ClassifierProgress = SelectionRunProgress & {
    readonly label: Label;
    readonly class: number;
    readonly classes: number;
};
interface ClassificationCrossValidationOptions extends Omit<ClassifierOptions, "onCandidate" | "onProgress" | "resume"> {
    readonly folds?: number;
}
interface ClassificationCrossValidation {
    readonly predictions: readonly Label[];
    readonly errorRate: number;
    readonly brierScore: number;
}
declare function crossValidatedClassification(samples: Samples$1, labels: ArrayLike<Label>, given?: ClassificationCrossValidationOptions): Promise<ClassificationCrossValidation>;
declare class MixtureClassifier implements ClassifierParameters {
    #private;
    readonly method: ClassifierMethod;
    readonly classes: readonly Label[];
    readonly priors: Float64Array;
    readonly mixtures: readonly GaussianMixture[];
    readonly covarianceType: CovarianceType | null;
    readonly parameterCount: number;
    constructor(parameters: ClassifierParameters);
    static fromJSON(json: unknown): MixtureClassifier;
    toJSON(): MixtureClassifierJson;
    get columns(): number;
    jointLogDensity(samples: Samples$1): Promise<Matrix$1>;
    logDensity(samples: Samples$1): Promise<Float64Array>;
    posteriors(samples: Samples$1): Promise<Matrix$1>;
    predict(samples: Samples$1): Promise<readonly Label[]>;
    sample(count: number, options?: DrawOptions): LabelledSamples;
}
interface ClassifierFit {
    readonly classifier: MixtureClassifier;
    readonly logLikelihood: number;
    readonly bic: number;
    readonly candidates: readonly ClassifierCandidate[];
    readonly stopped: boolean;
}
declare function fitMixtureClassifier(samples: Samples$1, labels: ArrayLike<Label>, options?: ClassifierOptions): Promise<ClassifierFit>;
declare class InvalidClassifierError extends MixturaError$1 {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "InvalidClassifierError";
    readonly code = "invalid-classifier";
    constructor(field: string, expected: string, actual: string);
}
declare class SingularClassError extends MixturaError$1 {
    readonly label: Label;
    readonly rows: number;
    readonly columns: number;
    readonly covarianceType: CovarianceType;
    readonly name = "SingularClassError";
    readonly code = "singular-class";
    constructor(label: Label, rows: number, columns: number, covarianceType: CovarianceType);
}
interface KMeansOptions {
    readonly clusters: number;
    readonly starts?: number;
    readonly seed?: number;
    readonly maxIterations?: number;
    readonly tolerance?: number;
    readonly sampleWeights?: ArrayLike<number>;
    readonly signal?: AbortSignal;
    readonly kernels?: KernelName;
}
interface KMeansFit {
    readonly centres: Matrix$1;
    readonly labels: Int32Array;
    readonly inertia: number;
    readonly iterations: number;
    readonly converged: boolean;
}
declare function kMeans(samples: Samples$1, options: KMeansOptions): Promise<KMeansFit>;
declare const covarianceTypes: readonly NamedCovarianceType[];
declare class TooFewRowsError extends MixturaError$1 {
    readonly rows: number;
    readonly required: number;
    readonly components: number;
    readonly name = "TooFewRowsError";
    readonly code = "too-few-rows";
    constructor(rows: number, required: number, components: number, option?: "components" | "clusters");
}
declare class ConstantColumnError extends MixturaError$1 {
    readonly column: number;
    readonly value: number;
    readonly columnName?: string | undefined;
    readonly name = "ConstantColumnError";
    readonly code = "constant-column";
    constructor(column: number, value: number, columnName?: string | undefined);
}
declare class EmptyComponentError extends MixturaError$1 {
    readonly component: number;
    readonly count: number;
    readonly name = "EmptyComponentError";
    readonly code = "empty-component";
    constructor(component: number, count: number);
}
declare class InvalidModelError extends MixturaError$1 {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "InvalidModelError";
    readonly code = "invalid-model";
    constructor(field: string, expected: string, actual: string);
}
declare class DependentColumnsError extends MixturaError$1 {
    readonly column: number;
    readonly rows: number;
    readonly columns: number;
    readonly columnName?: string | undefined;
    readonly name = "DependentColumnsError";
    readonly code = "dependent-columns";
    constructor(column: number, rows: number, columns: number, columnName?: string | undefined);
}
declare class NonFiniteLikelihoodError extends MixturaError$1 {
    readonly value: number;
    readonly iteration: number;
    readonly name = "NonFiniteLikelihoodError";
    readonly code = "non-finite-likelihood";
    constructor(value: number, iteration: number, reason?: string);
}
declare class FarSampleError extends MixturaError$1 {
    readonly thing: string;
    readonly row: number;
    readonly name = "FarSampleError";
    readonly code = "far-sample";
    constructor(thing: string, row: number);
}
type HierarchicalCriterion = "EII" | "VVV";
type HierarchicalTransform = "scaled-svd" | "none";
interface HierarchicalOptions {
    readonly criterion?: HierarchicalCriterion;
    readonly transform?: HierarchicalTransform;
    readonly maxRows?: number;
    readonly sampleWeights?: ArrayLike<number>;
    readonly seed?: number;
    readonly signal?: AbortSignal;
}
interface HierarchicalClustering {
    readonly maxClusters: number;
    readonly rises: readonly number[];
    labelsAt(clusters: number): Int32Array;
}
declare function hierarchicalClustering(samples: Samples$1, options?: HierarchicalOptions): Promise<HierarchicalClustering>;
interface MixtureLevel {
    readonly components: number;
    readonly model: GaussianMixture;
    readonly members: readonly (readonly number[])[];
    readonly divergenceBound: number;
}
interface MixtureHierarchy {
    readonly levels: readonly MixtureLevel[];
    at(components: number): MixtureLevel;
}
declare function hierarchicalMixture(model: GaussianMixture, levels?: readonly number[]): MixtureHierarchy;
interface DensityModes {
    readonly modes: Matrix$1;
    readonly logDensities: Float64Array;
    readonly labels: Int32Array;
}
declare function densityModes(model: GaussianMixture, starts?: Samples$1): Promise<DensityModes>;
interface MergingStep {
    readonly clusters: number;
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly entropyBefore: number;
    readonly entropyAfter: number;
    readonly bhattacharyyaDistance: number;
}
declare class MergingTree {
    #private;
    readonly steps: readonly MergingStep[];
    readonly entropies: readonly number[];
    readonly suggestedClusters: number | null;
    constructor(responsibilities: Matrix$1, tree: {
        readonly steps: readonly MergingStep[];
        readonly entropies: readonly number[];
        readonly suggestedClusters: number | null;
    });
    clustersAt(clusters: number): readonly (readonly number[])[];
    responsibilitiesAt(clusters: number): Matrix$1;
    labelsAt(clusters: number): Int32Array;
}
type MergingCriterion = "entropy" | "bhattacharyya";
interface MergingOptions {
    readonly criterion?: MergingCriterion;
}
declare function mergeComponents(model: GaussianMixture, samples: Samples$1, options?: MergingOptions): Promise<MergingTree>;
declare const format$3 = "mixtura-merged-mixture";
declare const version$3 = 1;
interface MergedMixtureJson {
    readonly format: typeof format$3;
    readonly version: typeof version$3;
    readonly clusters: readonly (readonly number[])[];
    readonly mixture: GaussianMixtureJson;
}
declare class MergedMixture {
    #private;
    readonly mixture: GaussianMixture;
    readonly clusters: readonly (readonly number[])[];
    constructor(parts: Pick<MergedMixture, "mixture" | "clusters">);
    static fromJSON(json: unknown): MergedMixture;
    toJSON(): MergedMixtureJson;
    logDensity(samples: Samples$1, options?: ScoreOptions): Promise<Float64Array>;
    responsibilities(samples: Samples$1, options?: ScoreOptions): Promise<Matrix$1>;
    predict(samples: Samples$1, options?: ScoreOptions): Promise<Int32Array>;
    sample(count: number, options?: DrawOptions): LabelledSamples;
    gaussians(): GaussianMixture;
}
declare const entropyAverages: {
    readonly arithmetic: (a: number, b: number) => number;
    readonly geometric: (a: number, b: number) => number;
    readonly min: (...values: number[]) => number;
    readonly max: (...values: number[]) => number;
};
type EntropyAverage = keyof typeof entropyAverages;
interface AdjustedMutualInformationOptions {
    readonly average?: EntropyAverage;
}
declare function adjustedMutualInformation(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>, options?: AdjustedMutualInformationOptions): number;
declare function adjustedRandIndex(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>): number;
declare function calinskiHarabasz(samples: Samples$1, labels: ArrayLike<Label>): Promise<number>;
declare function clusteringAccuracy(truth: ArrayLike<Label>, predicted: ArrayLike<Label>): number;
interface ContingencyTable {
    readonly table: Float64Array;
    readonly rows: number;
    readonly columns: number;
    readonly rowLabels: readonly Label[];
    readonly columnLabels: readonly Label[];
    readonly rowTotals: Float64Array;
    readonly columnTotals: Float64Array;
    readonly total: number;
}
declare function contingencyTable(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>): ContingencyTable;
declare function daviesBouldin(samples: Samples$1, labels: ArrayLike<Label>): Promise<number>;
interface HomogeneityCompletenessVOptions {
    readonly beta?: number;
}
interface HomogeneityCompletenessV {
    readonly homogeneity: number;
    readonly completeness: number;
    readonly vMeasure: number;
}
declare function homogeneityCompletenessV(classes: ArrayLike<Label>, clusters: ArrayLike<Label>, options?: HomogeneityCompletenessVOptions): HomogeneityCompletenessV;
declare function linearAssignment(cost: Matrix$1): Int32Array;
declare function matchLabels(truth: ArrayLike<Label>, predicted: ArrayLike<Label>): ReadonlyMap<Label, Label>;
interface NormalizedMutualInformationOptions {
    readonly average?: EntropyAverage;
}
declare function normalizedMutualInformation(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>, options?: NormalizedMutualInformationOptions): number;
interface SilhouetteSamplesOptions {
    readonly signal?: AbortSignal;
}
declare function silhouetteSamples(samples: Samples$1, labels: ArrayLike<Label>, options?: SilhouetteSamplesOptions): Promise<Float64Array>;
interface SilhouetteOptions extends SilhouetteSamplesOptions {
    readonly sampleSize?: number;
    readonly seed?: number;
}
declare function silhouette(samples: Samples$1, labels: ArrayLike<Label>, given?: SilhouetteOptions): Promise<number>;
interface ImputeOptions {
    readonly method?: "mean" | "draw";
    readonly seed?: number;
}
declare function imputeMissing(model: GaussianMixture, samples: Samples$1, options?: ImputeOptions): Promise<Matrix$1>;
declare const gaussianFitDefaults: Readonly<{
    readonly regularization: Readonly<{
        readonly relative: 0.000001;
    }>;
    readonly acceleration: "auto";
    readonly missing: "error";
    readonly weights: "free";
    readonly covarianceType: "full";
    readonly initialize: "k-means++";
    readonly seed: 0;
    readonly tolerance: 1e-7;
    readonly maxIterations: 1000;
}>;
interface SourceFaultsOptions {
    readonly tolerance?: number;
    readonly weights?: ArrayLike<number>;
    readonly missing?: "error" | "marginalize";
}
declare function sourceFaults(source: StatisticsSource, samples: Samples$1, options?: SourceFaultsOptions): Promise<readonly string[]>;
type MixedColumnKind = "number" | "category" | "ordinal" | "binary" | "count";
interface NumberColumn {
    readonly kind: "number";
    readonly name?: string;
}
interface CategoryColumn {
    readonly kind: "category";
    readonly name?: string;
    readonly levels: readonly string[];
}
interface OrdinalColumn {
    readonly kind: "ordinal";
    readonly name?: string;
    readonly levels: readonly string[];
    readonly model?: "adjacent" | "categories";
}
interface BinaryColumn {
    readonly kind: "binary";
    readonly name?: string;
    readonly levels?: readonly string[];
}
interface CountColumn {
    readonly kind: "count";
    readonly name?: string;
    readonly distribution?: "poisson" | "negative-binomial";
}
type MixedColumn = NumberColumn | CategoryColumn | OrdinalColumn | BinaryColumn | CountColumn;
type MixedFamilyName = "gaussian" | "categories" | "adjacent" | "poisson" | "negative-binomial";
interface MixedColumnDescription {
    readonly kind: MixedColumnKind;
    readonly name: string;
    readonly levels: readonly string[];
    readonly family: MixedFamilyName;
}
interface CompleteSourceOptions extends RowKnowledge {
    readonly kernels?: KernelName | undefined;
    readonly threads?: number | undefined;
}
interface MixedParameters {
    readonly columns: readonly MixedColumnDescription[];
    readonly components: number;
    readonly weights: Float64Array;
    readonly numbers: MixtureParameters | null;
    readonly columnParameters: Float64Array;
}
interface MixedTableSource {
    readonly rows: number;
    readonly columns: readonly MixedColumnDescription[];
    readonly totalWeight: number;
}
declare const format$2 = "mixtura-mixed-mixture";
declare const version$2 = 1;
interface MixedMixtureJson {
    readonly format: typeof format$2;
    readonly version: typeof version$2;
    readonly columns: readonly MixedColumn[];
    readonly components: number;
    readonly weights: readonly number[];
    readonly numbers: {
        readonly covarianceType: CovarianceType;
        readonly means: readonly number[];
        readonly covariances: readonly number[];
    } | null;
    readonly columnParameters: readonly (readonly number[])[];
}
interface MixedScoreOptions {
    readonly sampleWeights?: ArrayLike<number>;
}
interface MixedCriterionOptions extends MixedScoreOptions {
    readonly parameterCount?: number;
}
type ColumnDistribution = {
    readonly kind: "number";
    readonly mean: number;
    readonly variance: number;
} | {
    readonly kind: "category" | "ordinal" | "binary";
    readonly levels: readonly string[];
    readonly probabilities: Float64Array;
} | {
    readonly kind: "count";
    readonly mean: number;
    readonly variance: number;
    readonly size: number | null;
};
declare class MixedMixture implements MixedParameters {
    #private;
    readonly columns: readonly MixedColumnDescription[];
    readonly components: number;
    readonly weights: Float64Array;
    readonly numbers: GaussianMixture | null;
    readonly columnParameters: Float64Array;
    constructor(parameters: MixedParameters);
    static fromJSON(json: unknown): MixedMixture;
    toJSON(): MixedMixtureJson;
    get parameterCount(): number;
    distribution(column: number, component: number): ColumnDistribution;
    marginal(columns: readonly number[]): MixedMixture;
    conditional(condition: Condition): MixedMixture;
    logDensity(samples: Samples$1): Promise<Float64Array>;
    responsibilities(samples: Samples$1): Promise<Matrix$1>;
    predict(samples: Samples$1): Promise<Int32Array>;
    meanLogLikelihood(samples: Samples$1 | MixedTableSource, options?: MixedScoreOptions): Promise<number>;
    aic(samples: Samples$1 | MixedTableSource, options?: MixedCriterionOptions): Promise<number>;
    bic(samples: Samples$1 | MixedTableSource, options?: MixedCriterionOptions): Promise<number>;
    icl(samples: Samples$1 | MixedTableSource, options: MixedCriterionOptions & {
        readonly assignment: "hard" | "soft";
    }): Promise<number>;
    classificationCertainty(samples: Samples$1 | MixedTableSource, options?: MixedScoreOptions): Promise<number>;
    sample(count: number, options?: DrawOptions): LabelledSamples;
}
interface ClassProfileOptions {
    readonly confidence?: number;
    readonly sampleWeights?: ArrayLike<number>;
    readonly pseudoCount?: number;
}
interface ProfileEstimate {
    readonly estimate: number;
    readonly standardError: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
}
interface ClassColumnProfile {
    readonly estimates: readonly ProfileEstimate[];
    readonly deviation: number | null;
    readonly divergence: number;
}
interface ColumnProfile {
    readonly column: MixedColumnDescription;
    readonly classes: readonly ClassColumnProfile[];
}
interface ClassProfiles {
    readonly confidence: number;
    readonly weights: readonly ProfileEstimate[];
    readonly columns: readonly ColumnProfile[];
    readonly hasErrors: boolean;
}
declare function classProfiles(model: MixedMixture, samples: Samples$1 | MixedTableSource, options?: ClassProfileOptions): Promise<ClassProfiles>;
interface ClassRegressionOptions {
    readonly steps?: "one" | "three";
    readonly confidence?: number;
    readonly sampleWeights?: ArrayLike<number>;
    readonly pseudoCount?: number;
    readonly regularization?: Regularization;
    readonly tolerance?: number;
    readonly maxIterations?: number;
    readonly signal?: AbortSignal;
}
interface ClassCoefficient {
    readonly estimate: number;
    readonly standardError: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
    readonly pValue: number | null;
}
interface ClassRegression {
    readonly model: MixedMixture;
    readonly coefficients: readonly (readonly ClassCoefficient[])[];
    readonly memberships: Matrix$1;
    readonly converged: boolean;
    readonly logLikelihoods: readonly number[];
    readonly parameterCount: number;
    readonly confidence: number;
}
declare function classRegression(model: MixedMixture, samples: Samples$1, covariates: Samples$1, options?: ClassRegressionOptions): Promise<ClassRegression>;
interface DistalOutcomeOptions {
    readonly sampleWeights?: ArrayLike<number>;
    readonly confidence?: number;
}
interface DistalMean {
    readonly mean: number;
    readonly standardError: number;
    readonly lower: number;
    readonly upper: number;
}
interface DistalOutcomes {
    readonly classes: readonly DistalMean[];
    readonly chiSquare: number | null;
    readonly degreesOfFreedom: number;
    readonly pValue: number | null;
}
declare function distalOutcomes(model: MixedMixture, samples: Samples$1, outcome: ArrayLike<SampleCell$1>, options?: DistalOutcomeOptions): Promise<DistalOutcomes>;
interface MixedWarning {
    readonly code: "not-identified" | "boundary";
    readonly message: string;
    readonly column?: number;
    readonly component?: number;
}
interface MixedFitOptions extends SearchOptions<MixedState> {
    readonly components: number;
    readonly covarianceType?: CovarianceType;
    readonly initialize?: StartMethod | MixedParameters | Assignment;
    readonly starts?: number;
    readonly regularization?: Regularization;
    readonly pseudoCount?: number;
    readonly labelPriors?: Samples$1;
    readonly kernels?: KernelName;
    readonly threads?: number;
}
declare const mixedFitDefaults: Readonly<{
    readonly covarianceType: "full";
    readonly initialize: "k-means++";
    readonly seed: 0;
    readonly tolerance: 1e-7;
    readonly maxIterations: 1000;
    readonly regularization: Readonly<{
        readonly relative: 0.000001;
    }>;
    readonly pseudoCount: 0;
}>;
interface MixedState {
    readonly iteration: number;
    readonly meanLogLikelihood: number;
    readonly parameters: MixedParameters;
}
type MixedFitProgress = MixedState & StartProgress;
interface MixedTable {
    readonly columns: readonly MixedColumn[];
    readonly samples: Samples$1;
}
interface MixedStartRecord {
    readonly start: number;
    readonly rows: number;
    readonly meanLogLikelihood: number;
    readonly iterations: number;
    readonly converged: boolean;
    readonly collapsed: boolean;
    readonly error?: MixturaError$1;
}
interface MixedMixtureFit {
    readonly model: MixedMixture;
    readonly converged: boolean;
    readonly collapsed: boolean;
    readonly stopped: boolean;
    readonly parameterCount: number;
    readonly degreesOfFreedom: number | null;
    readonly warnings: readonly MixedWarning[];
    readonly iterations: number;
    readonly logLikelihoods: readonly number[];
    readonly starts: readonly MixedStartRecord[];
}
declare function fitMixedMixture(table: MixedTable | MixedTableSource, given: MixedFitOptions): Promise<MixedMixtureFit>;
declare function imputeMixed(model: MixedMixture, samples: Samples$1, options?: ImputeOptions): Promise<Matrix$1>;
interface ColumnPrediction {
    readonly means: Float64Array;
    readonly variances: Float64Array;
    readonly probabilities: Matrix$1 | null;
}
declare function predictColumn(model: MixedMixture, samples: Samples$1, column: number): Promise<ColumnPrediction>;
interface KnownChunk {
    readonly samples: Samples$1;
    readonly weights?: ArrayLike<number>;
    readonly release?: () => void;
}
type OpenChunks = () => AsyncIterable<Samples$1 | KnownChunk> | Iterable<Samples$1 | KnownChunk>;
interface MixedChunksOptions {
    readonly columns: readonly MixedColumn[];
    readonly kernels?: KernelName | undefined;
    readonly threads?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
declare function mixedChunksSource(open: OpenChunks, options: MixedChunksOptions): Promise<MixedTableSource>;
interface LikelihoodRatioTest {
    readonly statistic: number;
    readonly pValue: number;
    readonly replicates: readonly number[];
    readonly failed: number;
}
interface MixedLikelihoodRatioOptions extends Omit<MixedFitOptions, "initialize" | "sampleWeights" | "labelPriors" | "onIteration" | "onProgress" | "resume"> {
    readonly components: number;
    readonly replicates?: number;
    readonly onReplicate?: (done: number, replicates: number) => void;
}
declare function bootstrapMixedLikelihoodRatio(table: MixedTable, options: MixedLikelihoodRatioOptions): Promise<LikelihoodRatioTest>;
type MixedSelectionCriterion = "bic" | "aic" | "icl" | "icl-soft";
type MixedSelectionProgress = CandidateProgress & (DrawProgress | (MixedState & Omit<RunProgress, "checkpoint">));
interface MixedFinishedCandidate {
    readonly row: SelectionRow<MixedMixtureFit>;
    readonly candidate: number;
    readonly candidates: number;
}
interface MixedSelectionOptions extends Omit<MixedFitOptions, "components" | "covarianceType" | "initialize" | "labelPriors" | "onIteration" | "onProgress" | "resume"> {
    readonly components: ComponentCounts;
    readonly covarianceTypes?: readonly CovarianceType[] | "all";
    readonly criterion?: MixedSelectionCriterion;
    readonly initialize?: StartMethod;
    readonly onProgress?: (progress: MixedSelectionProgress) => void | "stop" | Promise<void | "stop">;
    readonly onCandidate?: (finished: MixedFinishedCandidate) => void | "stop" | Promise<void | "stop">;
}
interface MixedSelection {
    readonly best: MixedMixtureFit;
    readonly table: readonly SelectionRow<MixedMixtureFit>[];
    readonly criterion: MixedSelectionCriterion;
    readonly stopped: boolean;
}
declare function selectMixedMixture(table: MixedTable | MixedTableSource, given: MixedSelectionOptions): Promise<MixedSelection>;
interface OnlineOptions {
    readonly model: GaussianMixture;
    readonly stepExponent?: number;
    readonly regularization?: Regularization;
}
interface OnlineFit {
    readonly model: GaussianMixture;
    readonly steps: number;
    readonly stepExponent: number;
    readonly statistics: SufficientStatistics | null;
    readonly regularizationMatrix: Float64Array | null;
    readonly regularization: Regularization;
}
declare function startOnlineFit(options: OnlineOptions): OnlineFit;
declare function partialFit(fit: OnlineFit, batch: Samples$1): Promise<OnlineFit>;
interface ProjectionOptions {
    readonly dimensions?: number;
}
interface Projection {
    readonly centre: Float64Array;
    readonly directions: Matrix$1;
    readonly eigenvalues: Float64Array;
    readonly fromMeans: Float64Array;
    readonly fromCovariances: Float64Array;
}
declare function projectionDirections(model: MixtureParameters, options?: ProjectionOptions): Projection;
declare function projectMixture(model: MixtureParameters, projection: Projection): GaussianMixture;
declare function projectSamples(samples: Samples$1, projection: Projection): Matrix$1;
interface LikelihoodRecord {
    readonly start: number;
    readonly meanLogLikelihood: number;
    readonly iterations: number;
    readonly converged: boolean;
    readonly error?: MixturaError$1;
}
interface NoiseFitOptions extends SearchOptions<NoiseState> {
    readonly components: number;
    readonly covarianceType?: CovarianceType;
    readonly volume?: number;
    readonly initialNoiseWeight?: number;
    readonly initialize?: StartMethod | InitialMixture;
    readonly starts?: number;
    readonly regularization?: Regularization;
    readonly kernels?: KernelName;
}
declare const noiseFitDefaults: Readonly<{
    readonly starts: 8;
    readonly initialNoiseWeight: 0.05;
    readonly regularization: Readonly<{
        readonly relative: 0.000001;
    }>;
    readonly covarianceType: "full";
    readonly initialize: "k-means++";
    readonly seed: 0;
    readonly tolerance: 1e-7;
    readonly maxIterations: 1000;
}>;
interface NoiseState extends EmState {
    readonly noiseWeight: number;
}
type NoiseFitProgress = NoiseState & StartProgress;
declare const format$1 = "mixtura-noise-mixture";
declare const version$1 = 1;
interface NoiseMixtureJson {
    readonly format: typeof format$1;
    readonly version: typeof version$1;
    readonly noiseWeight: number;
    readonly logVolume: number;
    readonly gaussians: GaussianMixtureJson;
}
declare const noiseLabel = -1;
declare class NoiseMixture {
    #private;
    readonly gaussians: GaussianMixture;
    readonly noiseWeight: number;
    readonly logVolume: number;
    constructor(parameters: Pick<NoiseMixture, "gaussians" | "noiseWeight" | "logVolume">);
    static fromJSON(json: unknown): NoiseMixture;
    toJSON(): NoiseMixtureJson;
    get parameterCount(): number;
    logDensity(samples: Samples$1): Promise<Float64Array>;
    noiseProbabilities(samples: Samples$1): Promise<Float64Array>;
    responsibilities(samples: Samples$1): Promise<Matrix$1>;
    predict(samples: Samples$1): Promise<Int32Array>;
    meanLogLikelihood(samples: Samples$1): Promise<number>;
    aic(samples: Samples$1): Promise<number>;
    bic(samples: Samples$1): Promise<number>;
}
type NoiseStartRecord = LikelihoodRecord;
interface NoiseMixtureFit {
    readonly model: NoiseMixture;
    readonly converged: boolean;
    readonly stopped: boolean;
    readonly iterations: number;
    readonly logLikelihoods: readonly number[];
    readonly starts: readonly NoiseStartRecord[];
}
declare function fitNoiseMixture(data: Samples$1 | StatisticsSource, given: NoiseFitOptions): Promise<NoiseMixtureFit>;
type DegreesOfFreedomKind = "each" | "shared" | "given";
interface StudentParameters {
    readonly covarianceType: CovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly scales: Float64Array;
    readonly degreesOfFreedom: Float64Array;
    readonly degreesOfFreedomKind: DegreesOfFreedomKind;
}
interface StudentFitOptions extends SearchOptions<StudentState> {
    readonly components: number;
    readonly covarianceType?: CovarianceType;
    readonly degreesOfFreedom?: "each" | "shared" | number;
    readonly initialize?: StartMethod | InitialMixture | Assignment;
    readonly starts?: number;
    readonly regularization?: Regularization;
}
declare const studentFitDefaults: Readonly<{
    readonly starts: 8;
    readonly degreesOfFreedom: "each";
    readonly regularization: Readonly<{
        readonly relative: 0.000001;
    }>;
    readonly covarianceType: "full";
    readonly initialize: "k-means++";
    readonly seed: 0;
    readonly tolerance: 1e-7;
    readonly maxIterations: 1000;
}>;
interface StudentState {
    readonly iteration: number;
    readonly meanLogLikelihood: number;
    readonly parameters: StudentParameters;
}
type StudentFitProgress = StudentState & StartProgress;
declare const format = "mixtura-student-mixture";
declare const version = 1;
interface StudentMixtureJson extends LocationJson {
    readonly format: typeof format;
    readonly version: typeof version;
    readonly scales: readonly number[];
    readonly degreesOfFreedom: readonly number[];
    readonly degreesOfFreedomKind: DegreesOfFreedomKind;
}
declare class StudentMixture implements StudentParameters {
    #private;
    readonly covarianceType: CovarianceType;
    readonly components: number;
    readonly columns: number;
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly scales: Float64Array;
    readonly degreesOfFreedom: Float64Array;
    readonly degreesOfFreedomKind: DegreesOfFreedomKind;
    constructor(parameters: StudentParameters);
    static fromJSON(json: unknown): StudentMixture;
    toJSON(): StudentMixtureJson;
    get parameterCount(): number;
    componentCovariance(component: number): Float64Array;
    logDensity(samples: Samples$1): Promise<Float64Array>;
    responsibilities(samples: Samples$1): Promise<Matrix$1>;
    outlierWeights(samples: Samples$1): Promise<Matrix$1>;
    predict(samples: Samples$1): Promise<Int32Array>;
    meanLogLikelihood(samples: Samples$1): Promise<number>;
    aic(samples: Samples$1): Promise<number>;
    bic(samples: Samples$1): Promise<number>;
    sample(count: number, options?: DrawOptions): LabelledSamples;
}
type StudentStartRecord = LikelihoodRecord;
interface StudentMixtureFit {
    readonly model: StudentMixture;
    readonly converged: boolean;
    readonly stopped: boolean;
    readonly iterations: number;
    readonly logLikelihoods: readonly number[];
    readonly starts: readonly StudentStartRecord[];
}
declare function fitStudentMixture(samples: Samples$1, given: StudentFitOptions): Promise<StudentMixtureFit>;
interface LikelihoodRatioOptions extends Omit<FitOptions, "initialize" | "sampleWeights" | "labelPriors" | "noiseCovariances" | "frozen" | "onIteration" | "onProgress" | "resume"> {
    readonly components: number;
    readonly replicates?: number;
    readonly onReplicate?: (done: number, replicates: number) => void;
}
declare function bootstrapLikelihoodRatio(samples: Samples$1, options: LikelihoodRatioOptions): Promise<LikelihoodRatioTest>;
interface CrossValidationOptions extends Omit<FitOptions, "labelPriors" | "noiseCovariances" | "onIteration" | "onProgress" | "resume"> {
    readonly folds?: number;
}
interface CrossValidation {
    readonly meanLogLikelihood: number;
    readonly standardError: number;
}
declare function crossValidatedLogLikelihood(samples: Samples$1, given: CrossValidationOptions): Promise<CrossValidation>;
interface FormatSelectionOptions {
    readonly rows?: number;
}
declare function formatSelection(selection: Selection | MixedSelection, options?: FormatSelectionOptions): string;
interface ChunksSourceOptions {
    readonly missing?: "error" | "marginalize" | undefined;
    readonly kernels?: KernelName | undefined;
    readonly threads?: number | undefined;
    readonly known?: {
        readonly rows: number;
        readonly columns: number;
    } | undefined;
}
declare function chunksSource(open: OpenChunks, options?: ChunksSourceOptions): Promise<StatisticsSource>;
interface ObservedPart {
    readonly observed: readonly number[];
    readonly source: Pick<StatisticsSource, "accumulate"> | null;
    readonly rows: number;
    readonly weight: number;
}
declare function accumulateObserved(parts: readonly ObservedPart[], model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics>;
interface PassImageOptions {
    readonly scatter: ScatterKind;
    readonly pruning?: "exact" | "none" | undefined;
}
declare function passImage(model: MixtureParameters, options: PassImageOptions): Uint8Array<ArrayBuffer>;
declare function noisyRowsSource(samples: Samples$1, noiseCovariances: Samples$1, rowKnowledge?: GivenRowKnowledge): Promise<StatisticsSource>;
interface SamplesSourceOptions extends Omit<CompleteSourceOptions, keyof RowKnowledge>, GivenRowKnowledge {
    readonly missing?: "error" | "marginalize" | undefined;
}
declare function samplesSource(samples: Samples$1, options?: SamplesSourceOptions): Promise<StatisticsSource>;
declare function encodeStatistics(statistics: SufficientStatistics): Uint8Array;
declare function decodeStatistics(bytes: Uint8Array): SufficientStatistics;
declare class WorkerFailedError extends MixturaError$1 {
    readonly reason: string;
    readonly name = "WorkerFailedError";
    readonly code = "worker-failed";
    constructor(reason: string);
}
interface EstimateSpread {
    readonly estimates: Float64Array;
    readonly standardErrors: Float64Array;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
    readonly replicates: Matrix$1;
}
type BootstrapKind = "nonparametric" | "parametric" | "weighted-likelihood" | "jackknife";
interface BootstrapProgress {
    readonly replicate: number;
    readonly replicates: number;
    readonly failed: number;
}
interface BootstrapOptions extends Pick<FitOptions, "tolerance" | "maxIterations" | "regularization" | "signal" | "kernels"> {
    readonly kind?: BootstrapKind;
    readonly replicates?: number;
    readonly confidence?: number;
    readonly seed?: number;
    readonly onReplicate?: (progress: BootstrapProgress) => void | "stop" | Promise<void | "stop">;
}
interface FailedReplicate {
    readonly replicate: number;
    readonly error: MixturaError$1;
}
interface BootstrapUncertainty {
    readonly fitted: number;
    readonly unconverged: number;
    readonly failures: readonly FailedReplicate[];
    readonly collapsed: number;
    readonly stopped: boolean;
    readonly confidence: number;
    readonly weights: EstimateSpread;
    readonly means: EstimateSpread;
    readonly covariances: EstimateSpread;
}
declare function bootstrapUncertainty(samples: Samples$1, model: GaussianMixture, options?: BootstrapOptions): Promise<BootstrapUncertainty>;
declare class ReplicatesFailedError extends MixturaError$1 {
    readonly first: MixturaError$1 | undefined;
    readonly name = "ReplicatesFailedError";
    readonly code = "replicates-failed";
    readonly fitted: number;
    readonly collapsed: number;
    readonly failed: number;
    constructor({ fitted, collapsed, failed }: {
        readonly fitted: number;
        readonly collapsed: number;
        readonly failed: number;
    }, first: MixturaError$1 | undefined);
}
declare function anomalyThreshold(model: GaussianMixture, samples: Samples$1, options: {
    readonly quantile: number;
}): Promise<number>;
declare function chiSquareProbability(x: number, degreesOfFreedom: number): number;
declare function chiSquareQuantile(probability: number, degreesOfFreedom: number): number;
declare function componentDivergences(p: MixtureParameters, q: MixtureParameters): Matrix$1;
declare function conditionalMixture(model: MixtureParameters, condition: Condition): GaussianMixture;
interface ConfidenceEllipseOptions {
    readonly columns: readonly [
        number,
        number
    ];
    readonly probability: number;
}
interface ConfidenceEllipse {
    readonly centre: Float64Array;
    readonly semiAxes: Float64Array;
    readonly angle: number;
}
declare function confidenceEllipse(model: MixtureParameters, component: number, options: ConfidenceEllipseOptions): ConfidenceEllipse;
declare function confidenceRadius(probability: number, columns: number): number;
declare function cumulativeProbability(model: MixtureParameters, values: ArrayLike<number>): Float64Array;
interface SampleExplanations {
    readonly labels: Int32Array;
    readonly runnersUp: Int32Array;
    readonly logOdds: Float64Array;
    readonly intercepts: Float64Array;
    readonly weightsOfEvidence: Matrix$1;
    readonly squaredDistances: Matrix$1;
    readonly tailProbabilities: Float64Array;
}
declare function explainSamples(model: MixtureParameters, samples: Samples$1): Promise<SampleExplanations>;
declare function factorScores(model: MixtureParameters, samples: Samples$1, component: number): Matrix$1;
declare class FarComponentsError extends MixturaError$1 {
    readonly thing: string;
    readonly name = "FarComponentsError";
    readonly code = "far-components";
    constructor(thing: string);
}
declare function gaussianKl(p: MixtureParameters, q: MixtureParameters): number;
declare function insideComponents(model: MixtureParameters, samples: Samples$1, options: {
    readonly probability: number;
}): Promise<Uint8Array>;
interface RegionOptions {
    readonly probability: number;
    readonly draws?: number;
    readonly seed?: number;
}
declare function regionThreshold(model: GaussianMixture, options: RegionOptions): Promise<number>;
declare function insideRegion(model: GaussianMixture, samples: Samples$1, options: RegionOptions): Promise<Uint8Array>;
declare function isAnomalous(model: GaussianMixture, samples: Samples$1, threshold: number): Promise<Uint8Array>;
interface KlDivergenceOptions {
    readonly draws?: number;
    readonly seed?: number;
}
interface KlEstimate {
    readonly klDivergence: number;
    readonly standardError: number;
}
declare function klDivergence<Model extends GaussianMixture | MixedMixture>(p: Model, q: NoInfer<Model>, options?: KlDivergenceOptions): Promise<KlEstimate>;
declare function klUpperBound(p: MixtureParameters, q: MixtureParameters): number;
declare function klVariationalApproximation(p: MixtureParameters, q: MixtureParameters): number;
declare function mahalanobisDistances(model: MixtureParameters, samples: Samples$1): Promise<Matrix$1>;
declare function marginalMixture(model: MixtureParameters, columns: readonly number[]): GaussianMixture;
declare function mergedGaussian(model: MixtureParameters, components?: readonly number[]): GaussianMixture;
declare function quantile(model: MixtureParameters, probabilities: ArrayLike<number>): Float64Array;
interface RegressOptions {
    readonly predictors: readonly number[];
    readonly responses?: readonly number[];
}
interface RegressionPrediction {
    readonly means: Matrix$1;
    readonly covariances: Float64Array;
}
declare function regress(model: MixtureParameters, samples: Samples$1, options: RegressOptions): Promise<RegressionPrediction>;
export { type AdjustedMutualInformationOptions, type Assignment, type BayesianCovarianceType, type BayesianFitOptions, type BayesianFitProgress, type BayesianGaussianMixtureFit, type BayesianStartRecord, type BinaryColumn, type BootstrapKind, type BootstrapOptions, type BootstrapProgress, type BootstrapUncertainty, type CandidateProgress, type CandidateShape, type CategoryColumn, CheckpointMismatchError, type ChunksSourceOptions, type ClassCoefficient, type ClassColumnProfile, type ClassProfileOptions, type ClassProfiles, type ClassRegression, type ClassRegressionOptions, type ClassificationCrossValidation, type ClassificationCrossValidationOptions, type ClassifierCandidate, type ClassifierFit, type ClassifierMethod, type ClassifierOptions, type ClassifierParameters, type ClassifierProgress, type ColumnDistribution, type ColumnPrediction, type ColumnProfile, ColumnRangeError, type ComponentCounts, type ComponentRange, type Condition, type ConfidenceEllipse, type ConfidenceEllipseOptions, type ConjugatePriorOptions, ConstantColumnError, type ContingencyTable, type CountColumn, type CovarianceType, type CriterionOptions, type CrossValidation, type CrossValidationOptions, DegenerateCovarianceError, type DegreesOfFreedomKind, type DensityModes, DependentColumnsError, type DistalMean, type DistalOutcomeOptions, type DistalOutcomes, type DrawOptions, type DrawProgress, type DrawnRows, EmptyComponentError, type EstimateSpread, type FactorCovariance, type FailedReplicate, FarComponentsError, FarSampleError, type FinishedCandidate, type FitOptions, type FitProgress, type FollowOptions, type FormatSelectionOptions, type Frozen, GaussianMixture, type GaussianMixtureFit, type GaussianMixtureJson, type HierarchicalClustering, type HierarchicalCriterion, type HierarchicalOptions, type HierarchicalTransform, type HomogeneityCompletenessV, type HomogeneityCompletenessVOptions, type ImputeOptions, type InitialMixture, InvalidCheckpointError, InvalidClassifierError, InvalidModelError, InvalidOptionError, type KMeansFit, type KMeansOptions, type KernelName, type KlDivergenceOptions, type KlEstimate, type KnownChunk, type Label, type LabelledSamples, type LikelihoodRatioOptions, type LikelihoodRatioTest, type Matrix, MergedMixture, type MergedMixtureJson, type MergingCriterion, type MergingOptions, type MergingStep, MergingTree, type MixedChunksOptions, type MixedColumn, type MixedColumnDescription, type MixedColumnKind, type MixedCriterionOptions, type MixedFamilyName, type MixedFinishedCandidate, type MixedFitOptions, type MixedFitProgress, type MixedLikelihoodRatioOptions, MixedMixture, type MixedMixtureFit, type MixedMixtureJson, type MixedParameters, type MixedScoreOptions, type MixedSelection, type MixedSelectionCriterion, type MixedSelectionOptions, type MixedSelectionProgress, type MixedStartRecord, type MixedState, type MixedTable, type MixedTableSource, type MixedWarning, MixturaError, MixtureClassifier, type MixtureClassifierJson, type MixtureHierarchy, type MixtureLevel, type MixtureParameters, type MixturePosterior, type NamedCovarianceType, type NestedNumbers, type NoiseFitOptions, type NoiseFitProgress, NoiseMixture, type NoiseMixtureFit, type NoiseMixtureJson, type NoiseStartRecord, NonFiniteLikelihoodError, NonFiniteValuesError, type NormalWishartPrior, type NormalizedMutualInformationOptions, type NumberColumn, type ObservedPart, type OnlineFit, type OnlineOptions, type OpenChunks, type OrdinalColumn, type ParsimoniousType, type PassImageOptions, type PriorOptions, type ProfileEstimate, type Projection, type ProjectionOptions, type Random, type RegionOptions, type RegressOptions, type RegressionPrediction, type Regularization, ReplicatesFailedError, type RowKnowledge, type RunPhase, type RunProgress, type SampleCell, type SampleExplanations, type Samples, type SamplesSourceOptions, type ScatterKind, type ScoreOptions, type Selection, type SelectionCriterion, type SelectionOptions, type SelectionProgress, type SelectionRow, type SelectionRunProgress, ShapeError, type SilhouetteOptions, type SilhouetteSamplesOptions, SingularClassError, type SourceFaultsOptions, type StartMethod, type StartProgress, type StartRecord, type StatisticsRequest, type StatisticsSource, type StudentFitOptions, type StudentFitProgress, StudentMixture, type StudentMixtureFit, type StudentMixtureJson, type StudentParameters, type StudentStartRecord, type SufficientStatistics, type SymmetricEigen, TooFewRowsError, type WeightPosterior, type WeightPrior, type WeightedScoreOptions, WorkerFailedError, accumulateObserved, adjustedMutualInformation, adjustedRandIndex, anomalyThreshold, bayesianFitDefaults, bootstrapLikelihoodRatio, bootstrapMixedLikelihoodRatio, bootstrapUncertainty, calinskiHarabasz, chiSquareProbability, chiSquareQuantile, chunksSource, classProfiles, classRegression, classifierDefaults, clusteringAccuracy, componentDivergences, conditionalMixture, confidenceEllipse, confidenceRadius, contingencyTable, covarianceTypes, createRandom, crossValidatedClassification, crossValidatedLogLikelihood, cumulativeProbability, daviesBouldin, decodeStatistics, densityModes, distalOutcomes, encodeStatistics, explainSamples, factorScores, finiteMatrix, fitBayesianGaussianMixture, fitGaussianMixture, fitMixedMixture, fitMixtureClassifier, fitNoiseMixture, fitStudentMixture, formatSelection, gaussianFitDefaults, gaussianKl, hierarchicalClustering, hierarchicalMixture, homogeneityCompletenessV, imputeMissing, imputeMixed, insideComponents, insideRegion, isAnomalous, kMeans, klDivergence, klUpperBound, klVariationalApproximation, linearAssignment, mahalanobisDistances, marginalMixture, matchLabels, matrix, mergeComponents, mergeStatistics, mergedGaussian, mixedChunksSource, mixedFitDefaults, noiseFitDefaults, noiseLabel, noisyRowsSource, normalizedMutualInformation, partialFit, passImage, predictColumn, projectMixture, projectSamples, projectionDirections, quantile, regionThreshold, regress, samplesSource, selectGaussianMixture, selectMixedMixture, selectionDefaults, silhouette, silhouetteSamples, sourceFaults, startOnlineFit, studentFitDefaults, symmetricEigen };

// rowKnowledge.d.ts
import { Matrix, Samples } from "@mixtura/numerics";
import { OptionReaders } from "@mixtura/numerics/validation";
interface DrawOptions {
    readonly seed?: number;
    readonly component?: number;
}
declare function drawReaders(components: number): OptionReaders<DrawOptions>;
type Regularization = {
    readonly relative: number;
} | {
    readonly absolute: number;
};
interface RowKnowledge {
    readonly weights?: Float64Array | undefined;
    readonly labelPriors?: Matrix | undefined;
}
interface GivenRowKnowledge {
    readonly weights?: ArrayLike<number> | undefined;
    readonly labelPriors?: Samples | undefined;
}
declare const minMeanWeight: number;
export { DrawOptions as a, Regularization as i, RowKnowledge as n, drawReaders as o, minMeanWeight as r, GivenRowKnowledge as t };

// validation.d.ts
import { i as Regularization, o as drawReaders, r as minMeanWeight } from "./rowKnowledge.js";
import { OptionReaders, Reader } from "@mixtura/numerics/validation";
declare const regularization: Reader<Regularization>;
export { drawReaders, minMeanWeight, regularization };
