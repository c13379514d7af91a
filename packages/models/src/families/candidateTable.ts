/** Criteria of the candidates of a selection by core. */
import type { SelectionRow } from '@mixtura/core'
import type { ResultTable } from '../contract/fittedModel.js'
import { structureName } from './searchedFits.js'

/** Likelihood and criteria of a candidate by their names. */
export const criteriaOf = ({ meanLogLikelihood, bic, aic, icl, crossValidatedLogLikelihood }: SelectionRow): readonly (readonly [string, number | null])[] =>
  Object.entries({ meanLogLikelihood, bic, aic, icl, crossValidatedLogLikelihood })

const plainUnit = (criterion: string): string => (criterion.endsWith('LogLikelihood') ? 'natsPerRow' : '')

/**
 * All candidates, the best first.
 *
 * @param unitOf unit of a column by its name.
 */
export function candidateTable(table: readonly SelectionRow[], unitOf: (name: string) => string = plainUnit): ResultTable {
  const names = ['components', 'covarianceType', 'parameterCount', 'meanLogLikelihood', 'bic', 'aic', 'icl', 'crossValidatedLogLikelihood', 'converged', 'collapsed', 'error']
  return {
    name: 'candidates',
    columns: names.map(name => ({ name, unit: unitOf(name) })),
    rows: table.map(row => [
      row.components, structureName(row.covarianceType), row.parameterCount, ...criteriaOf(row).map(([, value]) => value), row.converged, row.collapsed, row.error?.message ?? null,
    ]),
  }
}
