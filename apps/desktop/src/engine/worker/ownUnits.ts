import type { Curve, Fact, MetricTrace, ResultTable } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { Curve as ShownCurve, Fact as ShownFact, MetricTrace as ShownTrace, ResultTable as ShownTable } from '../../contract/fit.js'
import type { TableOnDisk } from '../jobs/workerApi.js'

/**
 * Converts what a model says of scaled rows to the columns' own units. The log-density of scaled rows is larger by the constant
 * Σ ln scale, so it would rank fits by their scaling.
 */
export class OwnUnits {
  readonly #center: Float64Array
  readonly #scale: Float64Array
  readonly #rows: number
  /** Σ ln scale, in nats. */
  readonly #logScale: number

  constructor({ scaling: { center, scale }, rows }: Pick<TableOnDisk, 'scaling' | 'rows'>) {
    this.#center = center
    this.#scale = scale
    this.#rows = rows
    this.#logScale = scale.reduce((sum, unit) => sum + Math.log(unit), 0)
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

  logDensity(values: Float64Array): Float64Array {
    return values.map(value => value - this.#logScale)
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
    const own = unit === 'logDensityPerRow' ? value - this.#logScale : unit === 'deviance' ? value + 2 * this.#rows * this.#logScale : value
    return Number.isFinite(own) ? own : null
  }
}
