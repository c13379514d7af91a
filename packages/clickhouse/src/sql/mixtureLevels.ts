import { GaussianMixture, type MixtureParameters, type ScatterKind } from '@mixtura/core'
import { factorCovariance, inverseOfLower } from '@mixtura/numerics'
import { numberLiteral } from './literals.js'
import type { SelectLevel } from './nestedSelect.js'

/**
 * What the names of columns begin with that stand beside those of a table. Where a column of the table has the same name as an alias of its
 * SELECT, ClickHouse takes the alias, however it is quoted. So no name of a caller may begin like this.
 */
export const ownPrefix = 'mixtura_'

/** Names of the columns that statements compute. Those of the innermost SELECT, where the table's own are visible, have the prefix. */
export const columnName = {
  cell: (column: number): string => `${ownPrefix}x${column}`,
  kept: (index: number): string => `${ownPrefix}kept${index}`,
  weight: `${ownPrefix}w`,
  counts: `${ownPrefix}counts`,
  hash: `${ownPrefix}h`,
  scores: `${ownPrefix}scores`,
  difference: (component: number, column: number): string => `d${component}_${column}`,
  responsibility: (component: number): string => `r${component}`,
}

/** More than this below the best, a component has responsibility 0 in float64. It stands for ln 0. */
const logOfZero = -1e300

const range = <T>(count: number, entry: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => entry(index))

/**
 * The levels that turn rows x, in columns named by `columnName.cell`, into the log-density and the responsibilities of a mixture, with log-sum-exp about the largest term:
 *
 *   d_k = x - μ_k,  z_k = L_k⁻¹ d_k,  l_k = ln w_k - (D/2) ln 2π - ln det L_k - ½ z_kᵀ z_k,
 *   logDensity = m + ln Σ_k exp(l_k - m) with m = max l_k,  r_k = exp(l_k - logDensity).
 *
 * The last level has `logDensity`, r0, r1, …, the columns of `keep`, and the differences d if they are asked for.
 *
 * @param keep columns of the rows to hand on.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.43 and 9.23.
 */
export function mixtureLevels(
  model: MixtureParameters,
  { scatter, keep, withDifferences }: { readonly scatter: ScatterKind; readonly keep: readonly string[]; readonly withDifferences: boolean },
): readonly SelectLevel[] {
  const { components, columns, means } = model
  const { whitening, logNormalizers } = whiteningOf(model, scatter)
  const ofComponents = <T>(entry: (component: number) => T): T[] => range(components, entry)
  const differences = ofComponents(k => range(columns, i => columnName.difference(k, i))).flat()
  const kept = withDifferences ? [...keep, ...differences] : keep
  const logs = ofComponents(k => `l${k}`)
  const shares = ofComponents(k => `e${k}`)
  return [
    {
      keep,
      add: ofComponents(k => range(columns, i => [columnName.difference(k, i), `${columnName.cell(i)} - ${numberLiteral(means[k * columns + i])}`] as const)).flat(),
    },
    {
      keep: kept,
      add: ofComponents(k => range(columns, i => [`z${k}_${i}`, whitened(whitening[k], { component: k, row: i })] as const)).flat(),
    },
    {
      keep: kept,
      add: ofComponents(k => {
        const squares = range(columns, i => `z${k}_${i} * z${k}_${i}`).join(' + ')
        return [logs[k], `${numberLiteral(logNormalizers[k])} - 0.5 * (${squares})`] as const
      }),
    },
    { keep: [...kept, ...logs], add: [['m', largestOf(logs)]] },
    { keep: [...kept, 'm'], add: ofComponents(k => [shares[k], `exp(${logs[k]} - m)`] as const) },
    { keep: [...kept, 'm', ...shares], add: [['s', shares.join(' + ')]] },
    { keep: kept, add: [['logDensity', 'm + log(s)'], ...ofComponents(k => [columnName.responsibility(k), `${shares[k]} / s`] as const)] },
  ]
}

/** The largest of some columns. Old servers compare two at a time; nested in pairs, no parser runs out of depth. */
export function largestOf(names: readonly string[]): string {
  if (names.length === 1) return names[0]
  const half = Math.ceil(names.length / 2)
  return `greatest(${largestOf(names.slice(0, half))}, ${largestOf(names.slice(half))})`
}

/** z_i of a component: a row of its whitening matrix times the differences. Zeros are left out. */
function whitened(matrix: WhiteningRows, { component, row }: { readonly component: number; readonly row: number }): string {
  return matrix(row).map(([column, factor]) => `${numberLiteral(factor)} * ${columnName.difference(component, column)}`).join(' + ')
}

/** Entries (column, value) of a row of L⁻¹. */
type WhiteningRows = (row: number) => readonly (readonly [column: number, factor: number])[]

function whiteningOf(model: MixtureParameters, scatter: ScatterKind): { readonly whitening: readonly WhiteningRows[]; readonly logNormalizers: readonly number[] } {
  const mixture = new GaussianMixture(model)
  const { components, columns, weights } = model
  const whitening: WhiteningRows[] = []
  const logNormalizers: number[] = []
  for (let k = 0; k < components; k++) {
    const inverse = inverseOfLower(factorCovariance(mixture.componentCovariance(k), columns, k), columns)
    let logNormalizer = weights[k] > 0 ? Math.log(weights[k]) - (columns / 2) * Math.log(2 * Math.PI) : logOfZero
    for (let i = 0; i < columns; i++) logNormalizer += Math.log(inverse[i * columns + i])
    logNormalizers.push(logNormalizer)
    whitening.push(row => {
      if (scatter === 'diagonal') return [[row, inverse[row * columns + row]]]
      const entries = range(row + 1, column => [column, inverse[row * columns + column]] as const)
      return entries.filter(([column, factor]) => factor !== 0 || column === row)
    })
  }
  return { whitening, logNormalizers }
}
