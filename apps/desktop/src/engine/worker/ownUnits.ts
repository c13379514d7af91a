import type { Curve, Fact, MetricTrace, ResultTable } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { Curve as ShownCurve, Fact as ShownFact, MetricTrace as ShownTrace, ResultTable as ShownTable } from '../../contract/fit.js'
import type { TableOnDisk } from '../jobs/workerApi.js'

/**
 * Converts what a model says of scaled rows to the columns' own units. The log-density of a scaled row is larger by Σ ln scale over its
 * cells that are not missing, so it would rank fits by their scaling.
 */
export class OwnUnits {
  readonly #center: Float64Array
  readonly #scale: Float64Array
  readonly #rows: number
  /** [D] ln scale. */
  readonly #logScales: Float64Array
  /** Mean over the rows of the table of what their log-densities are too large by, in nats. */
  readonly #meanLogScale: number

  /** @param samples all rows of the fit. */
  constructor({ center, scale }: TableOnDisk['scaling'], samples: Matrix) {
    this.#center = center
    this.#scale = scale
    this.#rows = samples.rows
    this.#logScales = scale.map(Math.log)
    this.#meanLogScale = this.#isScaled ? this.#logDensityShifts(samples).reduce((mean, shift) => mean + shift / samples.rows, 0) : 0
  }

  get #isScaled(): boolean {
    return this.#logScales.some(log => log !== 0)
  }

  fact({ name, value, unit }: Fact): ShownFact {
    return { name, unit, value: typeof value === 'number' ? this.#number(value, unit) : value }
  }

  curve({ name, unit, step, steps, values }: Curve): ShownCurve {
    return { name, unit, step, steps: [...steps], values: values.map(value => this.#number(value, unit)) }
  }

  trace({ name, unit, steps, values }: MetricTrace): ShownTrace {
    return { name, unit, steps: [...steps], values: values.map(value => this.#number(value, unit)) }
  }

  table({ name, columns, rows, refits }: ResultTable): ShownTable {
    const shown = rows.map(row => row.map((cell, at) => (typeof cell === 'number' ? this.#number(cell, columns[at]!.unit) : cell)))
    return {
      name,
      columns: columns.map(column => ({ ...column })),
      rows: shown,
      ...(refits && { refits: refits.map(refit => refit && { family: refit.kind, options: { ...refit.options } }) }),
    }
  }

  /** @param samples the scaled rows that the log-densities belong to. */
  logDensity(values: Float64Array, samples: Matrix): Float64Array {
    if (!this.#isScaled) return values
    const shifts = this.#logDensityShifts(samples)
    return values.map((value, row) => value - shifts[row]!)
  }

  /** [N, D] scaled rows in the columns' own units. */
  values({ data, columns }: Matrix): Float64Array<ArrayBuffer> {
    return Float64Array.from(data, (value, at) => this.#center[at % columns]! + this.#scale[at % columns]! * value)
  }

  mean(scaled: Float64Array): number[] {
    return Array.from(scaled, (value, column) => this.#center[column]! + this.#scale[column]! * value)
  }

  standardDeviation(scaled: Float64Array): number[] {
    return Array.from(scaled, (value, column) => this.#scale[column]! * value)
  }

  /** A number by its unit; null if it is not finite, because messages and files have finite numbers only. */
  #number(value: number, unit: string): number | null {
    const own = unit === 'logDensityPerRow' ? value - this.#meanLogScale : unit === 'deviance' ? value + 2 * this.#rows * this.#meanLogScale : value
    return Number.isFinite(own) ? own : null
  }

  /** [N] Σ ln scale over the cells of each row that are not missing. */
  #logDensityShifts({ data, rows, columns }: Matrix): Float64Array {
    const shifts = new Float64Array(rows)
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) if (!Number.isNaN(data[at]!)) shifts[row]! += this.#logScales[column]!
    }
    return shifts
  }
}
