import { createRandom, type Matrix, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { choice, count as countReader, optional, type OptionReaders, readOptions, requireComponent, requireCount, requireIndices } from '@mixtura/numerics/validation'
import type { Condition } from '../mixture/conditionalParameters.js'
import { drawReaders, type DrawOptions } from '../mixture/drawOptions.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { drawComponent, type LabelledSamples, sampleMixture, allocateRows } from '../mixture/sampleMixture.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { codedFamilies, type CodedFamily } from './columnFamilies.js'
import { conditionalMixed, marginalMixed } from './conditionalMixed.js'
import { evaluateMixed, type MixedRows } from './evaluateMixed.js'
import type { MixedTableSource } from './mixedData.js'
import { chunksOfRows, scoreRows, type RowScore } from './scoreRows.js'
import { splitColumns, type MixedColumnDescription } from './mixedColumns.js'
import { parseMixedJson, toMixedJson, type MixedMixtureJson } from './mixedJson.js'
import { checkMixedParameters, mixedParameterCount, type MixedParameters } from './mixedParameters.js'

/** Options for scoring weighted rows. */
export interface MixedScoreOptions {
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
}

/** Options of a criterion that counts parameters. */
export interface MixedCriterionOptions extends MixedScoreOptions {
  /** That of the mixture by default. */
  readonly parameterCount?: number
}

/** The distribution of one column in one class. */
export type ColumnDistribution =
  | { readonly kind: 'number'; readonly mean: number; readonly variance: number }
  | { readonly kind: 'category' | 'ordinal' | 'binary'; readonly levels: readonly string[]; /** [L] */ readonly probabilities: Float64Array }
  | { readonly kind: 'count'; readonly mean: number; readonly variance: number; /** Size θ of a negative binomial; null for Poisson. */ readonly size: number | null }

const scoreReaders: OptionReaders<MixedScoreOptions> = { sampleWeights: rowOptionReaders.sampleWeights }
const criterionReaders: OptionReaders<MixedCriterionOptions> = { ...scoreReaders, parameterCount: optional(countReader(0)) }
const iclReaders: OptionReaders<MixedCriterionOptions & { readonly assignment: 'hard' | 'soft' }> = { ...criterionReaders, assignment: choice(['hard', 'soft']) }

/**
 * A mixture over numbers, categories, ordered levels and counts, p(x) = Σ_k w_k N(numbers; μ_k, Σ_k) Π_c p_c(x_c | k): within a class the
 * columns that are not numbers are independent of each other and of the numbers. With categories alone it is a latent class model, with
 * numbers alone a Gaussian mixture. It is immutable. After a fit, classes are in canonical order: by descending weight, ties by mean.
 *
 * Rows are [N, P] cells in the order of `columns`: numbers, codes of levels (0 is the first) and counts; a missing cell is NaN, null or
 * undefined, or -1 where the column is not a number. Missing cells are integrated out. Every method that takes rows throws {ShapeError} for
 * other columns, and for a cell that its column cannot have.
 */
export class MixedMixture implements MixedParameters {
  readonly columns: readonly MixedColumnDescription[]
  /** K */
  readonly components: number
  /** [K] */
  readonly weights: Float64Array
  /** The Gaussian mixture of the columns of numbers, in their order; null if there are none. Its classes are those of this mixture. */
  readonly numbers: GaussianMixture | null
  /** Parameters of the other columns, one column after the other; `distribution` reads them. */
  readonly columnParameters: Float64Array
  readonly #families: readonly CodedFamily[]

  /**
   * @throws {ShapeError} if an array does not fit the columns, or a distribution is none.
   * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
   */
  constructor(parameters: MixedParameters) {
    const { columns, components, weights, numbers, columnParameters } = checkMixedParameters(parameters)
    this.columns = columns
    this.components = components
    this.weights = weights
    this.numbers = numbers && new GaussianMixture(numbers)
    this.columnParameters = columnParameters
    this.#families = codedFamilies(columns, components)
  }

  /**
   * Restores a mixture that `toJSON` saved; its predictions have the same bits.
   *
   * @throws {InvalidModelError} if the format, its version or a field is not as expected.
   */
  static fromJSON(json: unknown): MixedMixture {
    return new MixedMixture(parseMixedJson(json))
  }

  /** Plain data for JSON.stringify. */
  toJSON(): MixedMixtureJson {
    return toMixedJson(this)
  }

  /** Number of free parameters: K - 1 weights, those of the Gaussians, and those of each other column. */
  get parameterCount(): number {
    return mixedParameterCount(this)
  }

  /**
   * The distribution of a column in a class, all other columns integrated out.
   *
   * @param column number of the column in the table, from 0.
   */
  distribution(column: number, component: number): ColumnDistribution {
    requireIndices('column', [column], { kind: 'column', count: this.columns.length })
    requireComponent(component, this.components)
    const { kind, levels, family } = this.columns[column]
    if (kind === 'number') {
      const at = splitColumns(this.columns).numbers.indexOf(column)
      const numbers = this.numbers!
      return { kind, mean: numbers.means[component * numbers.columns + at], variance: numbers.componentVariances(component)[at] }
    }
    const coded = this.#families.find(one => one.column === column)!
    const parameters = this.columnParameters.subarray(coded.from, coded.to)
    if (kind === 'count') {
      const mean = coded.family.mean(parameters, component, coded.shape)
      const size = family === 'poisson' ? null : parameters[2 * component + 1]
      return { kind, mean, variance: size === null ? mean : mean + mean ** 2 / size, size }
    }
    const codes = Float64Array.from(levels, (_, l) => l)
    const logs = coded.family.logProbabilities(parameters, codes, coded.shape)
    return { kind, levels, probabilities: codes.map((_, l) => Math.exp(logs[l * this.components + component])) }
  }

  /**
   * The mixture of some columns, in their order; the others are integrated out.
   *
   * @param columns 0-based, distinct, at least one.
   * @throws {ShapeError} if they are not.
   */
  marginal(columns: readonly number[]): MixedMixture {
    return new MixedMixture(marginalMixed(this, columns))
  }

  /**
   * p(y | x), the mixture of the other columns, ascending, given the values of some: of numbers, levels (by their codes) and counts alike.
   * A class whose weight underflows to 0 is left out.
   *
   * @throws {ShapeError} if `given` or `values` does not fit the columns, or no class can have the values.
   */
  conditional(condition: Condition): MixedMixture {
    return new MixedMixture(conditionalMixed(this, condition))
  }

  /** [N] ln p(x_n) of the observed cells, nats; -Infinity for a row that no class can have. */
  async logDensity(samples: Samples): Promise<Float64Array> {
    return (await evaluateMixed(this, toMatrix(samples))).logDensities
  }

  /**
   * [N, K] posterior probability of each class given the observed cells of each row; rows sum to 1.
   *
   * @throws {ShapeError} for a row that no class can have.
   */
  async responsibilities(samples: Samples): Promise<Matrix> {
    return (await this.#possible(samples)).responsibilities
  }

  /**
   * [N] the most probable class of each row, the first among equals.
   *
   * @throws {ShapeError} for a row that no class can have.
   */
  async predict(samples: Samples): Promise<Int32Array> {
    const { data, rows } = (await this.#possible(samples)).responsibilities
    const { components } = this
    return Int32Array.from({ length: rows }, (_, row) => {
      let best = 0
      for (let k = 1; k < components; k++) if (data[row * components + k] > data[row * components + best]) best = k
      return best
    })
  }

  /** Mean of ln p(x_n), nats per row. @param samples [N, P], or a source of chunks, which this and the criteria read in one pass. */
  async meanLogLikelihood(samples: Samples | MixedTableSource, options: MixedScoreOptions = {}): Promise<number> {
    const { logLikelihood, totalWeight } = await this.#score(samples, readOptions('meanLogLikelihood', options, scoreReaders))
    return logLikelihood / totalWeight
  }

  /** -2 ln L + 2 p with p parameters; smaller is better (Akaike 1974). */
  async aic(samples: Samples | MixedTableSource, options: MixedCriterionOptions = {}): Promise<number> {
    const { parameterCount = this.parameterCount, ...accepted } = readOptions('aic', options, criterionReaders)
    return -2 * (await this.#score(samples, accepted)).logLikelihood + 2 * parameterCount
  }

  /** -2 ln L + p ln N; smaller is better (Schwarz 1978). N is the sum of the weights. */
  async bic(samples: Samples | MixedTableSource, options: MixedCriterionOptions = {}): Promise<number> {
    const { parameterCount = this.parameterCount, ...accepted } = readOptions('bic', options, criterionReaders)
    const { logLikelihood, totalWeight } = await this.#score(samples, accepted)
    return -2 * logLikelihood + parameterCount * Math.log(totalWeight)
  }

  /**
   * BIC plus twice the entropy of the classification; smaller is better.
   *
   * @param options.assignment 'soft': -Σ_nk r_nk ln r_nk; 'hard': -Σ_n ln max_k r_nk.
   * @see Biernacki, Celeux & Govaert, Assessing a mixture model for clustering with the integrated completed likelihood (2000).
   */
  async icl(samples: Samples | MixedTableSource, options: MixedCriterionOptions & { readonly assignment: 'hard' | 'soft' }): Promise<number> {
    const { parameterCount = this.parameterCount, assignment, ...accepted } = readOptions('icl', options, iclReaders)
    const { logLikelihood, totalWeight, entropies } = await this.#score(samples, accepted)
    return -2 * logLikelihood + parameterCount * Math.log(totalWeight) + 2 * entropies[assignment]
  }

  /**
   * How clearly the rows belong to classes, 1 - Σ_nk -r_nk ln r_nk / (N ln K): 1 if every row belongs to one class, 0 if nothing is known;
   * 1 for a single class.
   *
   * @see Celeux & Soromenho, An entropy criterion for assessing the number of clusters in a mixture model (1996).
   */
  async classificationCertainty(samples: Samples | MixedTableSource, options: MixedScoreOptions = {}): Promise<number> {
    const { totalWeight, entropies } = await this.#score(samples, readOptions('classificationCertainty', options, scoreReaders))
    return this.components === 1 ? 1 : 1 - entropies.soft / (totalWeight * Math.log(this.components))
  }

  /**
   * Draws from the mixture, or from one of its classes.
   *
   * @param count number of rows, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   * @returns rows [count, P] in the order of `columns`, and the class of each, [count].
   */
  sample(count: number, options?: DrawOptions): LabelledSamples {
    requireCount('count', count, 1)
    const { seed = 0, component } = readOptions('sample', options, drawReaders(this.components))
    const random = createRandom(seed)
    const width = this.columns.length
    const { data, labels } = allocateRows(count, width)
    if (this.numbers) {
      const { numbers } = splitColumns(this.columns)
      const drawn = sampleMixture(this.numbers, count, { random: random.fork(0), component })
      labels.set(drawn.labels)
      for (let row = 0; row < count; row++) numbers.forEach((column, i) => (data[row * width + column] = drawn.samples.data[row * numbers.length + i]))
    } else {
      const classes = random.fork(0)
      for (let row = 0; row < count; row++) labels[row] = component ?? drawComponent(this.weights, classes)
    }
    for (const { family, shape, from, to, column } of this.#families) {
      const own = random.fork(1 + column)
      const parameters = this.columnParameters.subarray(from, to)
      for (let row = 0; row < count; row++) data[row * width + column] = family.draw(parameters, labels[row], own, shape)
    }
    return { samples: { data, rows: count, columns: width }, labels }
  }

  async #possible(samples: Samples): Promise<MixedRows> {
    const rows = await evaluateMixed(this, toMatrix(samples))
    rows.logDensities.forEach(requirePossible)
    return rows
  }

  #score(rows: Samples | MixedTableSource, { sampleWeights }: MixedScoreOptions): Promise<RowScore> {
    return scoreRows(this, chunksOfRows(rows, sampleWeights))
  }
}

function requirePossible(logDensity: number, row: number): void {
  if (logDensity > -Infinity) return
  throw new ShapeError(
    `samples, row ${row}`, 'one that some class can have', 'one whose density is 0 in every class',
    'It has a level or a count that no class had in the fit: fit with pseudoCount: 1, or let the cell be missing.',
  )
}

/** @throws {ShapeError} unless `value` is a MixedMixture; it may come from another copy of the package. */
export function requireMixedModel(name: string, value: unknown): asserts value is MixedMixture {
  if (typeof value === 'object' && value !== null && 'columnParameters' in value && 'distribution' in value) return
  throw new ShapeError(name, 'a MixedMixture', typeof value === 'object' ? 'another object' : String(value), 'Pass the model of fitMixedMixture, or MixedMixture.fromJSON(…).')
}
