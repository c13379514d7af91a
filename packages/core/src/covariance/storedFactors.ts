import type { FactorModel } from './factorModel.js'

/** Loadings and noise variances of one component, from covariances [K, D, q + 1]. */
export function factorModelOf(
  covariances: Float64Array,
  { component, columns, factors }: { readonly component: number; readonly columns: number; readonly factors: number },
): FactorModel {
  const width = factors + 1
  const rows = covariances.subarray(component * columns * width, (component + 1) * columns * width)
  const loadings = new Float64Array(columns * factors)
  const noiseVariances = new Float64Array(columns)
  for (let i = 0; i < columns; i++) {
    for (let l = 0; l < factors; l++) loadings[i * factors + l] = rows[i * width + l]
    noiseVariances[i] = rows[i * width + factors]
  }
  return { loadings, noiseVariances }
}

/** [K, S, q + 1] for S selected columns of D: a marginal of a factor model is a factor model with the same factors. */
export function selectFactorColumns(
  covariances: Float64Array,
  { factors, columns, selected }: { readonly factors: number; readonly columns: number; readonly selected: readonly number[] },
): Float64Array {
  const width = factors + 1
  const components = covariances.length / (columns * width)
  const chosen = new Float64Array(components * selected.length * width)
  for (let k = 0; k < components; k++) {
    selected.forEach((column, i) => {
      const from = (k * columns + column) * width
      chosen.set(covariances.subarray(from, from + width), (k * selected.length + i) * width)
    })
  }
  return chosen
}

/** [D, q + 1] stored form of one component. */
export function packFactors({ loadings, noiseVariances }: FactorModel): Float64Array {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const packed = new Float64Array(columns * (factors + 1))
  for (let i = 0, at = 0; i < columns; i++) {
    for (let l = 0; l < factors; l++) packed[at++] = loadings[i * factors + l]
    packed[at++] = noiseVariances[i]
  }
  return packed
}

/** A factor model whose loadings are stored factor by factor: steps over many columns read and write whole rows. */
export interface FactorRows {
  /** [q, D] Λᵀ row-major, data units. */
  readonly loadings: Float64Array
  /** [D] the diagonal of Ψ, positive, data units squared. */
  readonly noiseVariances: Float64Array
}

/** The same as rows, from covariances [K, D, q + 1]. */
export function factorRowsOf(
  covariances: Float64Array,
  { component, columns, factors }: { readonly component: number; readonly columns: number; readonly factors: number },
): FactorRows {
  const width = factors + 1
  const origin = component * columns * width
  const loadings = new Float64Array(columns * factors)
  const noiseVariances = new Float64Array(columns)
  for (let i = 0; i < columns; i++) {
    for (let l = 0; l < factors; l++) loadings[l * columns + i] = covariances[origin + i * width + l]
    noiseVariances[i] = covariances[origin + i * width + factors]
  }
  return { loadings, noiseVariances }
}

/** The same as rows. */
export function factorRows(model: FactorModel): FactorRows {
  return factorRowsOf(packFactors(model), { component: 0, columns: model.noiseVariances.length, factors: model.loadings.length / model.noiseVariances.length })
}

/** [D, q + 1] stored form of one component. */
export function packFactorRows({ loadings, noiseVariances }: FactorRows): Float64Array {
  const columns = noiseVariances.length
  const width = loadings.length / columns + 1
  const packed = new Float64Array(columns * width)
  for (let i = 0; i < columns; i++) {
    for (let l = 0; l < width - 1; l++) packed[i * width + l] = loadings[l * columns + i]
    packed[i * width + width - 1] = noiseVariances[i]
  }
  return packed
}
