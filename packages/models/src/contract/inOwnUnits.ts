import { GaussianMixture, type CovarianceType, type DrawOptions, type ImputeOptions, type MixtureParameters, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { withDensityScore } from './defineFamily.js'
import type { Abilities, ColumnProfile, FittedModel, GeneratedSamples } from './fittedModel.js'
import { OwnUnits } from './ownUnits.js'

/** Models that `inOwnUnits` made: their cells must not be scaled again. */
const modelsInOwnUnits = new WeakSet<FittedModel>()

/**
 * The model as one of the cells themselves: it scales the rows that it is given as those of the fit were, and gives rows, densities,
 * components and results in the columns' own units. A model of unscaled columns, or one that is in own units, is returned as it is.
 * `table`, `save` and `script` still describe the scaled fit.
 *
 * A structure that scaling by columns does not preserve becomes the smallest one that contains the result: 'EII' 'EEI', 'VII' and
 * 'spherical' 'VEI', and 'EVE', 'VVE', 'EEV' and 'VEV' 'VVV'. These have more free parameters than the fit, so pass the fact
 * `parameterCount` to the criteria of `mixture()`: `bic(cells, { parameterCount })`.
 */
export function inOwnUnits(model: FittedModel): FittedModel {
  if (model.table.scaling === null || modelsInOwnUnits.has(model)) return model
  const units = new OwnUnits(model.table)
  const abilities = abilitiesOnCells(model, units)
  const own: FittedModel = {
    ...model,
    ...(model.scoresByDensity ? withDensityScore(abilities) : abilities),
    facts: () => model.facts().map(fact => (typeof fact.value === 'number' ? { ...fact, value: units.number(fact.value, fact.unit) } : fact)),
    curves: () => model.curves().map(curve => ({ ...curve, values: curve.values.map(value => units.number(value, curve.unit)) })),
    tables: () => model.tables().map(table => ({
      ...table,
      rows: table.rows.map((row, i) => row.map((cell, at) => (typeof cell === 'number' ? units.number(cell, table.columns[at].unit, table.devianceRows?.[i]) : cell))),
    })),
  }
  modelsInOwnUnits.add(own)
  return own
}

/** The abilities that the model has, on cells. Mixtures of codes and pixels are in spaces of the model, and stay. */
function abilitiesOnCells(model: Abilities, units: OwnUnits): Abilities {
  const { predict, responsibilities, logDensity, anomalyScore, impute, explain, encode, decode, reconstruct, segment, sample, mixture, components, profiles } = model
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
    ...(profiles && { profiles: () => profiles().map((profile, column) => unscaledProfile(profile, column, units)) }),
  }
}

/** Counts and levels are never scaled: their scale is 1. */
function unscaledProfile(profile: ColumnProfile, column: number, units: OwnUnits): ColumnProfile {
  if (profile.levels !== null) return profile
  return {
    ...profile,
    groups: profile.groups.map(({ estimates, standardDeviation, divergence }) => ({
      estimates: estimates.map(({ estimate, standardError, lower, upper }) => ({
        estimate: units.meanOf(column, estimate),
        standardError: standardError && units.spreadOf(column, standardError),
        lower: lower === null ? null : units.meanOf(column, lower),
        upper: upper === null ? null : units.meanOf(column, upper),
      })),
      standardDeviation: standardDeviation && units.spreadOf(column, standardDeviation),
      divergence,
    })),
  }
}

const unscaledRows = ({ samples, labels }: GeneratedSamples, units: OwnUnits): GeneratedSamples => ({ samples: units.unscaled(samples), labels })

/** Known cells keep their bits, which scaling and unscaling could change. */
const withCells = (cells: Matrix, filled: Matrix): Matrix =>
  ({ ...filled, data: Float64Array.from(filled.data, (value, at) => (Number.isNaN(cells.data[at]) ? value : cells.data[at])) })

/**
 * The smallest structure that contains the scaled covariances of a structure that scaling by columns does not preserve. A scaling
 * makes equal variances unequal, and turns common axes or axes of a common length into ones that components do not share.
 */
const scaledTypes: Partial<Record<NamedCovarianceType, NamedCovarianceType>> = { EII: 'EEI', VII: 'VEI', spherical: 'VEI', EVE: 'VVV', VVE: 'VVV', EEV: 'VVV', VEV: 'VVV' }

/** The mixture of c + s x, column by column: means c + s μ, covariances s_i s_j Σ_ij. */
function unscaledMixture(parameters: MixtureParameters, units: OwnUnits): GaussianMixture {
  const { components, columns, weights, means, covarianceType } = parameters
  const scale = units.standardDeviation(new Float64Array(columns).fill(1))
  const scaledType = typeof covarianceType === 'string' ? scaledTypes[covarianceType] : undefined
  const type = scaledType ?? covarianceType
  return new GaussianMixture({
    covarianceType: type,
    components,
    columns,
    weights,
    means: units.unscaled({ data: means, rows: components, columns }).data as Float64Array,
    covariances: scaledCovariances(scaledType ? storedAs(scaledType, parameters) : parameters.covariances, type, scale),
  })
}

/** The covariances of spherical components as 'EEI' [D] or 'VEI' [K, D] stores them; those of the others are stored as 'VVV' stores them. */
function storedAs(type: NamedCovarianceType, parameters: MixtureParameters): Float64Array {
  if (type === 'VVV') return parameters.covariances
  const { components, columns, covariances } = parameters
  return Float64Array.from({ length: (type === 'EEI' ? 1 : components) * columns }, (_, at) => covariances[Math.floor(at / columns)])
}

/** Stored covariances with each column i times `scale[i]`. The diagonals are the third letter I, or 'diag'. */
function scaledCovariances(covariances: Float64Array, type: CovarianceType, scale: readonly number[]): Float64Array {
  const columns = scale.length
  if (typeof type === 'object') {
    // [K, D, q + 1]: the loadings of each column, then its noise variance.
    const stride = type.factors + 1
    return covariances.map((value, at) => value * scale[Math.floor(at / stride) % columns] ** (at % stride === type.factors ? 2 : 1))
  }
  if (type === 'diag' || type.endsWith('I')) return covariances.map((variance, at) => variance * scale[at % columns] ** 2)
  return covariances.map((covariance, at) => covariance * scale[Math.floor(at / columns) % columns] * scale[at % columns])
}
