import type { Matrix } from '@mixtura/numerics'
import type { TableFacts } from './table.js'

/**
 * Converts between cells and the scaled rows that a model was fitted to: samples = (cell - center) / scale. For a table that is not scaled
 * nothing changes. The log-density of a scaled row is larger by Σ ln scale over its cells that are not missing, so it would rank fits by
 * their scaling.
 */
export class OwnUnits {
  readonly #center: ArrayLike<number> | undefined
  readonly #scale: ArrayLike<number> | undefined
  readonly #rows: number
  /** [D] ln scale, nats. */
  readonly #logScales: readonly number[] | undefined
  /** Mean over the rows of the table of what their log-densities are too large by, nats. */
  readonly #meanLogScale: number

  /** @param table that of a model, or one that a model is to be fitted to. */
  constructor({ scaling, rows, missingOfColumns }: Pick<TableFacts, 'scaling' | 'rows' | 'missingOfColumns'>) {
    this.#center = scaling?.center
    this.#scale = scaling?.scale
    this.#rows = rows
    this.#logScales = scaling?.scale.map(Math.log)
    this.#meanLogScale = this.#logScales?.reduce((mean, log, column) => mean + log * (1 - (missingOfColumns?.[column] ?? 0) / rows), 0) ?? 0
  }

  /** [N, D] cells as the model takes them. Missing cells stay. */
  scaled(cells: Matrix): Matrix {
    return this.#mapped(cells, (cell, column) => (cell - this.#center![column]) / this.#scale![column])
  }

  /** [N, D] rows of the model in the columns' own units. Missing cells stay. */
  unscaled(samples: Matrix): Matrix {
    return this.#mapped(samples, (value, column) => this.#center![column] + this.#scale![column] * value)
  }

  /** [D] means of scaled columns in their own units. */
  mean(scaled: ArrayLike<number>): number[] {
    return Array.from(scaled, (value, column) => this.meanOf(column, value))
  }

  /** [D] standard deviations of scaled columns in their own units. */
  standardDeviation(scaled: ArrayLike<number>): number[] {
    return Array.from(scaled, (value, column) => this.spreadOf(column, value))
  }

  /** The mean of one scaled column in its own units. */
  meanOf(column: number, scaled: number): number {
    return (this.#center?.[column] ?? 0) + this.spreadOf(column, scaled)
  }

  /** A standard deviation of one scaled column in its own units. */
  spreadOf(column: number, scaled: number): number {
    return (this.#scale?.[column] ?? 1) * scaled
  }

  /**
   * [N] log-densities of scaled rows as those of cells, nats.
   *
   * @param samples [N, D] the rows, scaled or not.
   */
  logDensity(values: Float64Array, { data, columns }: Matrix): Float64Array {
    const logScales = this.#logScales
    if (!logScales) return values
    return values.map((value, row) => logScales.reduce((own, log, column) => (Number.isNaN(data[row * columns + column]) ? own : own - log), value))
  }

  /**
   * A number of a fact, a curve or a table of results, by its unit.
   *
   * @param devianceRows how many rows a deviance is of; all of the table by default.
   */
  number(value: number, unit: string, devianceRows = this.#rows): number {
    if (unit === 'logDensityPerRow') return value - this.#meanLogScale
    return unit === 'deviance' ? value + 2 * devianceRows * this.#meanLogScale : value
  }

  #mapped(matrix: Matrix, map: (value: number, column: number) => number): Matrix {
    if (!this.#scale) return matrix
    const { data, rows, columns } = matrix
    return { data: Float64Array.from(data, (value, at) => map(value, at % columns)), rows, columns }
  }
}
