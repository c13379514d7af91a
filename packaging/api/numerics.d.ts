// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { n as Reader, t as OptionReaders } from "./readOptions.js";
type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
    readonly [name: string]: JsonValue;
};
type JsonRecord = Readonly<Record<string, JsonValue>>;
interface FileArray {
    readonly shape: readonly number[];
    readonly data: Float32Array | Float64Array;
}
interface CheckpointFile {
    readonly values: JsonRecord;
    readonly arrays: Readonly<Record<string, FileArray>>;
}
declare function writeCheckpointFile({ values, arrays }: CheckpointFile): Uint8Array;
declare function readCheckpointFile(file: Uint8Array): CheckpointFile;
declare abstract class MixturaError extends Error {
    abstract readonly code: string;
}
declare class ShapeError extends MixturaError {
    readonly thing: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "ShapeError";
    readonly code = "shape";
    constructor(thing: string, expected: string, actual: string, remedy: string);
}
declare class InvalidOptionError extends MixturaError {
    readonly option: string;
    readonly expected: string;
    readonly name = "InvalidOptionError";
    readonly code = "invalid-option";
    readonly actual: string;
    constructor(option: string, expected: string, actual: unknown, remedy: string);
}
declare class NonFiniteValuesError extends MixturaError {
    readonly count: number;
    readonly row: number;
    readonly column: number;
    readonly value: unknown;
    readonly name = "NonFiniteValuesError";
    readonly code = "non-finite-values";
    constructor(count: number, row: number, column: number, value: unknown);
}
declare class ColumnRangeError extends MixturaError {
    readonly column: number;
    readonly found: {
        readonly value: number;
        readonly row: number;
        readonly limit: number;
    } | {
        readonly spread: number;
        readonly limit: number;
    };
    readonly columnName?: string | undefined;
    readonly name = "ColumnRangeError";
    readonly code = "column-range";
    constructor(column: number, found: {
        readonly value: number;
        readonly row: number;
        readonly limit: number;
    } | {
        readonly spread: number;
        readonly limit: number;
    }, columnName?: string | undefined);
}
declare class DegenerateCovarianceError extends MixturaError {
    readonly component: number;
    readonly pivot: number;
    readonly row: number;
    readonly name = "DegenerateCovarianceError";
    readonly code = "degenerate-covariance";
    constructor(component: number, pivot: number, row: number, kind?: "pivot" | "eigenvalue");
}
declare class CheckpointMismatchError extends MixturaError {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "CheckpointMismatchError";
    readonly code = "checkpoint-mismatch";
    constructor(field: string, expected: string, actual: string, remedy?: string);
}
declare function crc32(bytes: Uint8Array, before?: number): number;
declare function sortedJson(value: JsonValue | undefined): string;
type PlainValue = null | boolean | number | string | undefined | Float64Array | readonly PlainValue[] | {
    readonly [name: string]: PlainValue;
};
declare function writePlainRecord(value: {
    readonly [name: string]: PlainValue;
}): Uint8Array;
declare function readPlainRecord(bytes: Uint8Array): {
    readonly [name: string]: PlainValue;
};
declare const savedFlag: Reader<boolean>;
declare const savedText: Reader<string>;
declare const savedNumber: Reader<number>;
declare const savedPositive: Reader<number>;
declare const savedCount: Reader<number>;
declare function savedChoice<const Choice extends string>(choices: readonly Choice[]): Reader<Choice>;
declare function savedArray(length: number, { sign }?: {
    readonly sign?: "any" | "not negative" | "positive";
}): Reader<Float64Array>;
declare function savedList<Entry>(entry: Reader<Entry>, { minLength, maxLength }?: {
    readonly minLength?: number;
    readonly maxLength?: number;
}): Reader<readonly Entry[]>;
declare function savedFields<Fields extends object>(readers: OptionReaders<Fields>): Reader<Fields>;
declare function madeOfFields<Value>(path: string, make: () => Value): Value;
type CheckpointPart = "signature" | "version" | "length" | "checksum" | "header" | "content";
declare class InvalidCheckpointError extends MixturaError {
    readonly part: CheckpointPart;
    readonly expected: string;
    readonly actual: string;
    readonly name = "InvalidCheckpointError";
    readonly code = "invalid-checkpoint";
    constructor(part: CheckpointPart, expected: string, actual: string, remedy: string);
}
declare function wrongField(path: string, claim: string, actual: string): InvalidCheckpointError;
interface FailedPivot {
    readonly row: number;
    readonly pivot: number;
}
declare function choleskyInPlace(matrix: Float64Array, size: number): FailedPivot | undefined;
declare function invertLowerTriangular(factor: Float64Array, inverse: Float64Array, size: number): void;
declare function clearUpperTriangles(scatters: Float64Array, columns: number): Float64Array;
interface ConditionalCoefficients {
    readonly coefficients: Float64Array;
    readonly residual: Float64Array;
}
declare function conditionalCoefficients(covariance: Float64Array, columns: number, observed: readonly number[]): ConditionalCoefficients;
interface CorrelationFactor {
    readonly factor: Float64Array;
    readonly deviations: Float64Array;
    readonly dependent: number | undefined;
}
declare function correlationFactor(covariance: Float64Array, columns: number, tolerance: number): CorrelationFactor;
declare function dot(a: Float64Array | Float32Array, b: Float64Array | Float32Array): number;
declare function factorCovariance(covariance: Float64Array, columns: number, component: number): Float64Array;
declare function inverseOfLower(factor: Float64Array, size: number): Float64Array;
declare function inverseFromFactor(factor: Float64Array, size: number): Float64Array;
interface LeadingEigen {
    readonly values: Float64Array;
    readonly vectors: Float64Array;
}
declare function leadingEigen(matrix: Float64Array, size: number, count: number): LeadingEigen;
declare function logSumExp(values: ArrayLike<number>): number;
interface SymmetricEigen {
    readonly values: Float64Array;
    readonly vectors: Float64Array;
}
declare function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen;
interface PlaneRotation {
    readonly p: number;
    readonly q: number;
    readonly angle: number;
}
declare function rotateSymmetric(matrix: Float64Array, size: number, rotation: PlaneRotation): void;
declare function rotateColumns(matrix: Float64Array, size: number, { p, q, angle }: PlaneRotation): void;
declare function identity(size: number): Float64Array;
declare function leadingSubspace(matrix: Float64Array, size: number, count: number): LeadingEigen;
declare function solveLowerInPlace(lower: Float64Array, { offset, size, count }: {
    readonly offset: number;
    readonly size: number;
    readonly count: number;
}, vector: Float64Array): void;
interface Matrix {
    readonly data: Float64Array | Float32Array;
    readonly rows: number;
    readonly columns: number;
}
type SampleCell = number | null | undefined;
type Samples = {
    readonly data: ArrayLike<SampleCell>;
    readonly rows: number;
    readonly columns: number;
} | readonly ArrayLike<SampleCell>[];
declare function matrix(data: ArrayLike<SampleCell>, rows: number, columns: number): Matrix;
declare function toMatrix(samples: Samples, name?: string): Matrix;
declare function finiteMatrix(samples: Samples): Matrix;
declare function requireFinite(samples: Matrix, given?: Samples): void;
declare function columnMeans({ data, rows, columns }: Matrix, weights?: Float64Array): Float64Array;
declare function columnVariances({ data, rows, columns }: Matrix, means: Float64Array, weights?: Float64Array): Float64Array;
declare function copyRows({ data, columns }: Matrix, rows: ArrayLike<number>): Matrix;
declare function diagonalOf(matrix: Float64Array, columns: number): Float64Array;
declare function diagonalStep(matrix: Float64Array, columns: number): number;
declare function diagonalMatrix(diagonal: Float64Array): Float64Array;
declare function entryOf(matrix: Float64Array, { columns, i, j }: {
    readonly columns: number;
    readonly i: number;
    readonly j: number;
}): number;
declare function requireSpread(samples: Matrix, columnNames?: readonly string[]): void;
interface HistogramBins {
    readonly from: number;
    readonly to: number;
    readonly bins: number;
}
declare function histogramBins(minimum: number, maximum: number, isWhole: boolean): HistogramBins | null;
interface TukeyFences {
    readonly lowFence: number;
    readonly highFence: number;
}
declare function tukeyFences([lower, , upper]: readonly [
    number,
    number,
    number
]): TukeyFences;
interface Random {
    uniform(): number;
    normal(): number;
    integer(bound: number): number;
    fork(index: number): Random;
}
declare function createRandom(seed: number): Random;
declare function drawRowNumbers(rows: number, count: number, random: Random): Uint32Array;
declare function shuffledRows(rows: number, random: Random): Uint32Array;
declare function someShuffledRows(rows: number, count: number, random: Random): Uint32Array;
declare function forkSeed(seed: number, purpose: string | number): number;
declare function readAhead<Value>(values: AsyncIterable<Value> | Iterable<Value>): AsyncGenerator<Value, void>;
type YieldIfDue = () => Promise<void> | undefined;
declare function createYielder(milliseconds?: number): YieldIfDue;
declare function yieldToEventLoop(): Promise<void>;
declare function betaProbability(x: number, a: number, b: number): number;
declare function betaQuantile(probability: number, a: number, b: number): number;
declare function digamma(x: number): number;
declare function logBeta(a: number, b: number): number;
declare function logMultivariateGamma(x: number, order: number): number;
declare function multivariateDigamma(x: number, order: number): number;
declare function logGamma(x: number): number;
declare function stirlingRemainder(x: number): number;
export { type CheckpointFile, CheckpointMismatchError, type CheckpointPart, ColumnRangeError, type ConditionalCoefficients, type CorrelationFactor, DegenerateCovarianceError, type FailedPivot, type FileArray, type HistogramBins, InvalidCheckpointError, InvalidOptionError, type JsonRecord, type JsonValue, type LeadingEigen, type Matrix, MixturaError, NonFiniteValuesError, type PlainValue, type PlaneRotation, type Random, type SampleCell, type Samples, ShapeError, type SymmetricEigen, type TukeyFences, type YieldIfDue, betaProbability, betaQuantile, choleskyInPlace, clearUpperTriangles, columnMeans, columnVariances, conditionalCoefficients, copyRows, correlationFactor, crc32, createRandom, createYielder, diagonalMatrix, diagonalOf, diagonalStep, digamma, dot, drawRowNumbers, entryOf, factorCovariance, finiteMatrix, forkSeed, histogramBins, identity, inverseFromFactor, inverseOfLower, invertLowerTriangular, leadingEigen, leadingSubspace, logBeta, logGamma, logMultivariateGamma, logSumExp, madeOfFields, matrix, multivariateDigamma, readAhead, readCheckpointFile, readPlainRecord, requireFinite, requireSpread, rotateColumns, rotateSymmetric, savedArray, savedChoice, savedCount, savedFields, savedFlag, savedList, savedNumber, savedPositive, savedText, shuffledRows, solveLowerInPlace, someShuffledRows, sortedJson, stirlingRemainder, symmetricEigen, toMatrix, tukeyFences, writeCheckpointFile, writePlainRecord, wrongField, yieldToEventLoop };

// readOptions.d.ts
type Reader<Value> = (name: string, value: unknown) => Value;
type OptionReaders<Options> = {
    readonly [Name in keyof Options]-?: Reader<Options[Name]>;
};
declare function readOptions<Options extends object>(of: string, options: unknown, readers: OptionReaders<Options>): Options;
declare function record<Fields extends object>(readers: OptionReaders<Fields>): Reader<Fields>;
declare function withoutReaders<Options, Name extends keyof Options>(readers: OptionReaders<Options>, ...names: readonly Name[]): OptionReaders<Omit<Options, Name>>;
declare function isRecord(value: unknown): value is Readonly<Record<string, unknown>>;
export { record as a, readOptions as i, Reader as n, withoutReaders as o, isRecord as r, OptionReaders as t };

// validation.d.ts
import { a as record, i as readOptions, n as Reader, o as withoutReaders, r as isRecord, t as OptionReaders } from "./readOptions.js";
declare function describeValue(value: unknown): string;
type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[];
declare function flattenNumbers(name: string, numbers: unknown): Float64Array;
declare function nearestName(wrong: string, names: readonly string[]): string | undefined;
declare const largestCount: number;
declare function requireCount(option: string, value: unknown, minimum: number): asserts value is number;
declare function requireSeed(seed: unknown): asserts seed is number;
declare function requireChoice<Choice extends string>(option: string, value: unknown, choices: readonly Choice[]): asserts value is Choice;
declare function isArrayLike(value: unknown): value is ArrayLike<unknown>;
declare function readNumbers(name: string, value: unknown): Float64Array;
declare function optional<Value>(reader: Reader<Value>): Reader<Value | undefined>;
declare function count(minimum: number): Reader<number>;
declare const seed: Reader<number>;
declare function choice<const Choice extends string>(choices: readonly Choice[]): Reader<Choice>;
declare function probability(example?: number): Reader<number>;
interface NumberRange {
    readonly atLeast?: number;
    readonly above?: number;
    readonly atMost?: number;
    readonly below?: number;
    readonly unit?: string;
    readonly example: number | string;
    readonly expected?: string;
    readonly remedy?: string;
}
declare function numberIn(range: NumberRange): Reader<number>;
declare function nonNegative(example: number | string): Reader<number>;
declare function positive(example: number | string): Reader<number>;
declare function shareBelowOne(example: number | string): Reader<number>;
declare const flag: Reader<boolean>;
declare function text(example: string): Reader<string>;
declare function callback<Callback extends (...values: never[]) => unknown>(): Reader<Callback>;
declare const signal: Reader<AbortSignal>;
declare function list<Entry>(reader: Reader<Entry>, example: string): Reader<readonly Entry[]>;
declare function requireIndices(name: string, indices: unknown, of: {
    readonly kind: "column" | "component";
    readonly count: number;
}): asserts indices is readonly number[];
declare function requireComponent(component: unknown, components: number): asserts component is number;
type FieldKind = "function" | "object" | "list" | "text" | "number";
declare function requireObject(name: string, value: unknown, { what, fields, remedy }: {
    readonly what: string;
    readonly fields: Readonly<Record<string, FieldKind>>;
    readonly remedy: string;
}): void;
declare function requireProbability(option: string, value: unknown, example?: number): asserts value is number;
export { type FieldKind, type NestedNumbers, type NumberRange, type OptionReaders, type Reader, callback, choice, count, describeValue, flag, flattenNumbers, isArrayLike, isRecord, largestCount, list, nearestName, nonNegative, numberIn, optional, positive, probability, readNumbers, readOptions, record, requireChoice, requireComponent, requireCount, requireIndices, requireObject, requireProbability, requireSeed, seed, shareBelowOne, signal, text, withoutReaders };
