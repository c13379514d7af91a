import { GaussianMixture, type DrawOptions, type ImputeOptions, type MixtureParameters } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { Abilities, FittedModel, GeneratedSamples } from './fittedModel.js'
import { OwnUnits } from './ownUnits.js'

/**
 * The model as one of the cells themselves: it scales the rows that it is given as those of the fit were, and gives rows, densities,
 * components and results in the columns' own units. A model of unscaled columns is returned as it is.
 */
export function inOwnUnits(model: FittedModel): FittedModel {
  if (model.table.scaling === null) return model
  const units = new OwnUnits(model.table)
  return {
    ...model,
    ...abilitiesOnCells(model, units),
    facts: () => model.facts().map(fact => (typeof fact.value === 'number' ? { ...fact, value: units.number(fact.value, fact.unit) } : fact)),
    curves: () => model.curves().map(curve => ({ ...curve, values: curve.values.map(value => units.number(value, curve.unit)) })),
    tables: () => model.tables().map(table => ({
      ...table,
      rows: table.rows.map(row => row.map((cell, at) => (typeof cell === 'number' ? units.number(cell, table.columns[at].unit) : cell))),
    })),
  }
}

/** The abilities that the model has, on cells. Mixtures of codes and pixels are in spaces of the model, and stay. */
function abilitiesOnCells(model: Abilities, units: OwnUnits): Abilities {
  const { predict, responsibilities, logDensity, anomalyScore, impute, explain, encode, decode, reconstruct, segment, sample, mixture, components } = model
  const onCells = <Result>(ability: (samples: Matrix) => Promise<Result>) => (cells: Matrix): Promise<Result> => ability(units.scaled(cells))
  return {
    ...(predict && { predict: onCells(predict) }),
    ...(responsibilities && { responsibilities: onCells(responsibilities) }),
    ...(logDensity && { logDensity: async (cells: Matrix) => units.logDensity(await logDensity(units.scaled(cells)), cells) }),
    ...(anomalyScore && { anomalyScore: onCells(anomalyScore) }),
    ...(impute && { impute: async (cells: Matrix, options?: ImputeOptions) => withCells(cells, units.unscaled(await impute(units.scaled(cells), options))) }),
    ...(explain && { explain: onCells(explain) }),
    ...(encode && { encode: onCells(encode) }),
    ...(decode && { decode: async (codes: Matrix) => units.unscaled(await decode(codes)) }),
    ...(reconstruct && { reconstruct: async (cells: Matrix) => units.unscaled(await reconstruct(units.scaled(cells))) }),
    ...(segment && { segment: onCells(segment) }),
    ...(sample && { sample: async (count: number, options?: DrawOptions) => unscaledRows(await sample(count, options), units) }),
    ...(mixture && { mixture: () => unscaledMixture(mixture(), units) }),
    ...(components && { components: () => unscaledMixture(components(), units) }),
  }
}

const unscaledRows = ({ samples, labels }: GeneratedSamples, units: OwnUnits): GeneratedSamples => ({ samples: units.unscaled(samples), labels })

/** Known cells keep their bits, which scaling and unscaling could change. */
const withCells = (cells: Matrix, filled: Matrix): Matrix =>
  ({ ...filled, data: Float64Array.from(filled.data, (value, at) => (Number.isNaN(cells.data[at]) ? value : cells.data[at])) })

/** Structures whose covariances are diagonal. A scaling by columns keeps them so, but not equal. */
const diagonalTypes: readonly unknown[] = ['diag', 'spherical', 'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI']

/** The mixture of c + s x, column by column: means c + s μ, covariances s_i s_j Σ_ij. */
function unscaledMixture(parameters: MixtureParameters, units: OwnUnits): GaussianMixture {
  const { components, columns, weights, means, covarianceType } = parameters
  const scaled = new GaussianMixture(parameters)
  const scale = units.standardDeviation(new Float64Array(columns).fill(1))
  const isDiagonal = diagonalTypes.includes(covarianceType)
  const size = isDiagonal ? columns : columns * columns
  const covariances = new Float64Array(components * size)
  for (let k = 0; k < components; k++) {
    const own = isDiagonal
      ? scaled.componentVariances(k).map((variance, i) => variance * scale[i] ** 2)
      : scaled.componentCovariance(k).map((covariance, at) => covariance * scale[Math.floor(at / columns)] * scale[at % columns])
    covariances.set(own, k * size)
  }
  return new GaussianMixture({
    covarianceType: isDiagonal ? 'diag' : 'full',
    components,
    columns,
    weights,
    means: units.unscaled({ data: means, rows: components, columns }).data as Float64Array,
    covariances,
  })
}
