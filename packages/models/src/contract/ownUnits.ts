import type { Matrix } from '@mixtura/numerics'
import type { TableFacts } from './table.js'

/**
 * Converts between cells and the scaled rows that a model was fitted to: samples = (cell - center) / scale. For a table that is not scaled
 * nothing changes. The log-density of scaled rows is larger by the constant Σ ln scale, so it would rank fits by their scaling.
 */
export class OwnUnits {
  readonly #center: ArrayLike<number> | undefined
  readonly #scale: ArrayLike<number> | undefined
  readonly #rows: number
  /** Σ ln scale, in nats. */
  readonly #logScale: number

  /** @param table that of a model, or one that a model is to be fitted to. */
  constructor({ scaling, rows }: Pick<TableFacts, 'scaling' | 'rows'>) {
    this.#center = scaling?.center
    this.#scale = scaling?.scale
    this.#rows = rows
    this.#logScale = scaling ? scaling.scale.reduce((sum, unit) => sum + Math.log(unit), 0) : 0
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
    return Array.from(scaled, (value, column) => (this.#center?.[column] ?? 0) + (this.#scale?.[column] ?? 1) * value)
  }

  /** [D] standard deviations of scaled columns in their own units. */
  standardDeviation(scaled: ArrayLike<number>): number[] {
    return Array.from(scaled, (value, column) => (this.#scale?.[column] ?? 1) * value)
  }

  /** [N] log-densities of scaled rows as those of cells, nats. */
  logDensity(values: Float64Array): Float64Array {
    return values.map(value => value - this.#logScale)
  }

  /** A number of a fact, a curve or a table of results, by its unit. */
  number(value: number, unit: string): number {
    if (unit === 'logDensityPerRow') return value - this.#logScale
    return unit === 'deviance' ? value + 2 * this.#rows * this.#logScale : value
  }

  #mapped(matrix: Matrix, map: (value: number, column: number) => number): Matrix {
    if (!this.#scale) return matrix
    const { data, rows, columns } = matrix
    return { data: Float64Array.from(data, (value, at) => map(value, at % columns)), rows, columns }
  }
}
