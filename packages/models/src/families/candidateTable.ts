/** Criteria of the candidates of a selection by core. */
import type { SelectionRow } from '@mixtura/core'
import type { ResultTable } from '../contract/fittedModel.js'
import { likelihoodMetrics, structureName } from './searchedFits.js'

/** Likelihood and criteria of a candidate by their names. */
export const criteriaOf = ({ meanLogLikelihood, bic, aic, icl, crossValidatedLogLikelihood }: SelectionRow): readonly (readonly [string, number | null])[] =>
  Object.entries({ meanLogLikelihood, bic, aic, icl, crossValidatedLogLikelihood })

/** Units of likelihood and criteria by their names. */
export const criterionUnits: Readonly<Record<string, string>> = {
  ...likelihoodMetrics, bic: 'deviance', aic: 'deviance', icl: 'deviance', crossValidatedLogLikelihood: 'logDensityPerRow',
}

/** All candidates, the best first. */
export function candidateTable(table: readonly SelectionRow[]): ResultTable {
  const names = ['components', 'covarianceType', 'parameterCount', 'meanLogLikelihood', 'bic', 'aic', 'icl', 'crossValidatedLogLikelihood', 'converged', 'collapsed', 'error']
  return {
    name: 'candidates',
    columns: names.map(name => ({ name, unit: criterionUnits[name] ?? '' })),
    rows: table.map(row => [
      row.components, structureName(row.covarianceType), row.parameterCount, ...criteriaOf(row).map(([, value]) => value), row.converged, row.collapsed, row.error?.message ?? null,
    ]),
  }
}
