import { OwnUnits as Units, tableFacts, type Curve, type Fact, type FittedModel, type MetricTrace, type ResultTable } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { Curve as ShownCurve, Fact as ShownFact, MetricTrace as ShownTrace, ResultTable as ShownTable } from '../../contract/fit.js'
import type { TableOnDisk } from '../jobs/workerApi.js'

/** What a model says of scaled rows, as the window shows it: in the columns' own units. */
export class OwnUnits {
  readonly #units: Units

  /** @param samples all rows of the fit, or drawn ones if the table says what all of them are. */
  constructor({ scaling: { center, scale }, wholeFacts }: Pick<TableOnDisk, 'scaling' | 'wholeFacts'>, samples: Matrix) {
    const scaling = { center: Array.from(center), scale: Array.from(scale) }
    this.#units = new Units(wholeFacts ? { ...wholeFacts, scaling } : tableFacts({ samples, scaling }))
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

  table({ name, columns, rows, devianceRows, refits }: ResultTable): ShownTable {
    const shown = rows.map((row, i) => row.map((cell, at) => (typeof cell === 'number' ? this.#number(cell, columns[at]!.unit, devianceRows?.[i]) : cell)))
    return {
      name,
      columns: columns.map(column => ({ ...column })),
      rows: shown,
      ...(refits && { refits: refits.map(refit => refit && { family: refit.kind, options: { ...refit.options } }) }),
    }
  }

  /** @param samples the rows that the log-densities belong to. */
  logDensity(values: Float64Array, samples: Matrix): Float64Array {
    return this.#units.logDensity(values, samples)
  }

  /** Scores of rows in the own units of densities, if the model's scores are minus their log-densities. */
  anomalyScore(scores: Float64Array, { scoresByDensity }: Pick<FittedModel, 'scoresByDensity'>, samples: Matrix): Float64Array {
    if (!scoresByDensity) return scores
    const negated = (values: Float64Array): Float64Array => values.map(value => -value)
    return negated(this.logDensity(negated(scores), samples))
  }

  /** [N, D] rows in the columns' own units as the model takes them. Missing cells stay. */
  samples(cells: Matrix): Matrix {
    return this.#units.scaled(cells)
  }

  /** [N, D] scaled rows in the columns' own units. */
  values(samples: Matrix): Float64Array<ArrayBuffer> {
    return Float64Array.from(this.#units.unscaled(samples).data)
  }

  mean(scaled: Float64Array): number[] {
    return this.#units.mean(scaled)
  }

  standardDeviation(scaled: Float64Array): number[] {
    return this.#units.standardDeviation(scaled)
  }

  /** A number by its unit; null if it is not finite, because messages and files have finite numbers only. */
  #number(value: number, unit: string, devianceRows?: number): number | null {
    const own = this.#units.number(value, unit, devianceRows)
    return Number.isFinite(own) ? own : null
  }
}
